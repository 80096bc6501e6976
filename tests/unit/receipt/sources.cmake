list(APPEND unit_sources
  receipt/amount_text_test.cpp
  receipt/quote_text_test.cpp
  receipt/receipt_text_test.cpp
  receipt/receipt_words_test.cpp
  receipt/text_columns_test.cpp
)
list(APPEND unit_libs kazasu::terminal_internals)
