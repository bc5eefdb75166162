# relais_room(NAME sources... [PUBLIC rooms...] [PRIVATE rooms or libraries...])
# One static library relais::NAME per folder. Its arrows are the PUBLIC and PRIVATE lists; tests/lint checks the includes.
function(relais_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(relais_${name} STATIC ${ROOM_SOURCES})
  add_library(relais::${name} ALIAS relais_${name})
  target_link_libraries(relais_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE relais_options ${ROOM_PRIVATE})
endfunction()

# relais_binary(NAME SOURCES ... LINK ...): an executable of ours, built as a PIE.
function(relais_binary name)
  cmake_parse_arguments(BIN "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${BIN_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_definitions(${name} PRIVATE RELAIS_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE relais_options ${BIN_LINK})
endfunction()
