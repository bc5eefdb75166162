# Everything below comes from Debian packages (deploy/packages.txt).
find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose)
if(RELAIS_WITH_GRPC)

  # Newer gRPC ships a CMake package that wants protobuf's own; Debian 12 has the module only.
  find_package(Protobuf REQUIRED)
  find_package(gRPC CONFIG REQUIRED)
endif()
if(RELAIS_TESTS)
  find_package(GTest REQUIRED)
  find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
endif()
