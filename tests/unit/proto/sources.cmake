list(APPEND unit_sources
  proto/everything_message.cpp
  proto/message_json_test.cpp
  proto/quote_json_test.cpp
  proto/quote_messages_test.cpp
  proto/time_zone_test.cpp
)
list(APPEND unit_libs kazasu::proto nlohmann_json::nlohmann_json)
