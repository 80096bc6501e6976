if(TARGET kazasu_tool_text)
  list(APPEND unit_sources
    tools/amount_text_test.cpp
    tools/receipt_text_test.cpp
    tools/receipt_words_test.cpp
    tools/request_input_test.cpp
    tools/text_columns_test.cpp
  )
  list(APPEND unit_libs kazasu::tool_text)
endif()
