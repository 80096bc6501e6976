list(APPEND unit_sources
  terminal/backoff_test.cpp
  terminal/configuration_test.cpp
  terminal/device_statistics_test.cpp
  terminal/in_store_item_test.cpp
  terminal/one_time_codes_test.cpp
  terminal/pending_effects_test.cpp
  terminal/redeem_text_test.cpp
  terminal/verdict_text_test.cpp
)
list(APPEND unit_libs kazasu::terminal_internals kazasu::proto)
