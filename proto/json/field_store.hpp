#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

namespace kazasu::proto {

/// What JSON must give for the field, as a part of a sentence: `must be an integer`.
std::string wanted_type(const google::protobuf::FieldDescriptor& field);

/// Sets or, in a list, adds an integer or an enumeration's number; false if the field holds none or the value is out of
/// its range.
bool store_integer(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
                   std::int64_t value);

/// Sets or, in a list, adds text or bytes.
void store_text(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, std::string value);

}  // namespace kazasu::proto
