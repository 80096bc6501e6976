#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>

namespace kazasu::proto {

/// The path of the first field, here or further inside, that the schema of this build does not have: `when.field 17`.
std::optional<std::string> first_unknown_field(const google::protobuf::Message& message);

/// Whether nothing is set. Such a message is left out, so that equal values have equal bytes.
bool is_default(const google::protobuf::Message& message);

}  // namespace kazasu::proto
