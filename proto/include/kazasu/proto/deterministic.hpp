#pragma once

#include <google/protobuf/message_lite.h>

#include <string>

namespace kazasu::proto {

/// The same bytes for the same content, whoever serializes it with this schema: no map order, no unknown order.
std::string serialize_deterministically(const google::protobuf::MessageLite& message);

}  // namespace kazasu::proto
