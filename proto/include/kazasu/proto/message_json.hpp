#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

/// Messages as JSON: protobuf's JSON form with the schema's snake_case names.
namespace kazasu::proto {

inline constexpr std::size_t kJsonBytesMax = 64 * 1024 * 1024;
inline constexpr int kJsonDepthMax = 32;
inline constexpr int kJsonObjectsMax = 2'000'000;  ///< of one document: bounds memory to some 400 MB

/// Reads one whole document into an empty `message`, which is unspecified after an error. Stricter than protobuf's own
/// reader: only RFC 8259, no field twice, no list without brackets, no value of another type. Integers may be strings;
/// null is the same as left out; lowerCamelCase names are understood too.
/// Errors name the field and never quote a value: `message_invalid`; `limit_exceeded`; `offer_unsupported`, with the
/// offer's id, for a reward that the schema does not have.
Result<void> message_from_json(std::string_view json, google::protobuf::Message& message);

/// All scalar fields and lists are printed, also zero and empty ones; messages and optional fields only if present.
/// 64-bit integers are numbers. Bytes that are no UTF-8 become U+FFFD.
std::string message_to_json(const google::protobuf::Message& message);

}  // namespace kazasu::proto
