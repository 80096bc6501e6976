list(APPEND unit_sources
  proto/columns_damage_test.cpp
  proto/columns_test.cpp
  proto/everything_message.cpp
  proto/message_json_test.cpp
  proto/quote_json_test.cpp
  proto/quote_messages_test.cpp
  proto/random_batch.cpp
  proto/sealed_test.cpp
  proto/time_zone_test.cpp
)
list(APPEND unit_libs kazasu::proto_internals nlohmann_json::nlohmann_json)
