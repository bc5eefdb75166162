# How everything of ours is compiled. Third-party and generated code gets none of the warnings.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

option(RELAIS_TESTS "Build the tests" ON)
option(RELAIS_WITH_GRPC "Build the rooms that need gRPC; off, only the core is built" ON)
set(RELAIS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
set(RELAIS_SQLCIPHER_TARBALL "" CACHE FILEPATH "A local copy of the pinned npm package; empty: fetched once and cached")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# relais_options: what every target of ours links.
add_library(relais_options INTERFACE)
target_include_directories(relais_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(relais_options INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wno-missing-field-initializers -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlaps in the concatenation of a literal and a string once it is optimised.
  target_compile_options(relais_options INTERFACE -Wno-restrict)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(relais_options INTERFACE -Wthread-safety -Wthread-safety-beta)
endif()

if(RELAIS_SANITIZE)
  # Instrumented, g++ 12 sees members of a moved variant that nobody set.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(relais_options INTERFACE -Wno-maybe-uninitialized)
    # ThreadSanitizer does not see the fences in Boost.Asio's headers, and says so in every file.
    if(RELAIS_SANITIZE MATCHES "thread")
      target_compile_options(relais_options INTERFACE -Wno-tsan)
    endif()
  endif()
  add_compile_options(-fsanitize=${RELAIS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RELAIS_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-D_FORTIFY_SOURCE=2)
endif()
include(CheckPIESupported)
check_pie_supported()
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
