if(TARGET kazasu_tool_input)
  list(APPEND unit_sources tools/request_input_test.cpp)
  list(APPEND unit_libs kazasu::tool_input)
endif()
