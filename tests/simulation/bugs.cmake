# A build of `simulate` for each bug in bugs/, which `simulate catch` must find. kazasu's sources are not touched: the one
# that the bug is in is copied with it and linked in place of the library's own.
option(KAZASU_WITH_PLANTED_BUGS "builds with a bug each, which the simulation must catch" ON)
if(NOT KAZASU_WITH_PLANTED_BUGS)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB bugs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bugs/*.bug)
foreach(bug ${bugs})
  get_filename_component(name ${bug} NAME_WE)
  file(STRINGS ${bug} source REGEX "^file: ")
  string(REPLACE "file: " "" source "${source}")
  file(STRINGS ${bug} by REGEX "^caught by: ")
  string(REPLACE "caught by: " "" by "${by}")
  string(REGEX MATCH "^(sdk/)?[a-z_]+" folder "${source}")
  set(planted ${CMAKE_CURRENT_BINARY_DIR}/planted/${name}.cpp)
  add_custom_command(OUTPUT ${planted}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/plant.py ${bug} ${PROJECT_SOURCE_DIR} ${planted}
    DEPENDS ${bug} ${CMAKE_CURRENT_SOURCE_DIR}/plant.py ${PROJECT_SOURCE_DIR}/${source}
    COMMENT "planting ${name}")
  add_executable(simulate_with_${name} ${planted} $<TARGET_OBJECTS:kazasu_simulation>)
  target_include_directories(simulate_with_${name} PRIVATE ${PROJECT_SOURCE_DIR}/${folder})
  target_link_libraries(simulate_with_${name} PRIVATE ${simulation_libraries} SQLiteCpp)
  add_test(NAME "simulation: catches ${name}" COMMAND simulate_with_${name} catch ${by})
  set_tests_properties("simulation: catches ${name}" PROPERTIES LABELS simulation TIMEOUT 600)
endforeach()
