#include "json/field_store.hpp"

#include <limits>
#include <type_traits>
#include <utility>

namespace kazasu::proto {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <class Int>
bool fits(std::int64_t value) {
  if constexpr (std::is_unsigned_v<Int>) {
    return value >= 0 && static_cast<std::uint64_t>(value) <= std::numeric_limits<Int>::max();
  } else {
    return value >= std::numeric_limits<Int>::min() && value <= std::numeric_limits<Int>::max();
  }
}

}  // namespace

std::string wanted_type(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: return "must be an object";
    case FieldDescriptor::CPPTYPE_BOOL: return "must be true or false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::string names = "must be one of";
      for (int i = 0; i < field.enum_type()->value_count(); ++i) names += " " + field.enum_type()->value(i)->name();
      return names;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? "must be base64 text" : "must be text";
    default: return "must be an integer";
  }
}

bool store_integer(Message& message, const FieldDescriptor& field, std::int64_t value) {
  const auto& reflection = *message.GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      if (!fits<std::int32_t>(value)) return false;
      list ? reflection.AddInt32(&message, &field, static_cast<std::int32_t>(value))
           : reflection.SetInt32(&message, &field, static_cast<std::int32_t>(value));
      return true;
    case FieldDescriptor::CPPTYPE_INT64:
      list ? reflection.AddInt64(&message, &field, value) : reflection.SetInt64(&message, &field, value);
      return true;
    case FieldDescriptor::CPPTYPE_UINT32:
      if (!fits<std::uint32_t>(value)) return false;
      list ? reflection.AddUInt32(&message, &field, static_cast<std::uint32_t>(value))
           : reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(value));
      return true;
    case FieldDescriptor::CPPTYPE_UINT64:
      if (!fits<std::uint64_t>(value)) return false;
      list ? reflection.AddUInt64(&message, &field, static_cast<std::uint64_t>(value))
           : reflection.SetUInt64(&message, &field, static_cast<std::uint64_t>(value));
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (!fits<int>(value)) return false;
      list ? reflection.AddEnumValue(&message, &field, static_cast<int>(value))
           : reflection.SetEnumValue(&message, &field, static_cast<int>(value));
      return true;
    default: return false;
  }
}

void store_text(Message& message, const FieldDescriptor& field, std::string value) {
  const auto& reflection = *message.GetReflection();
  field.is_repeated() ? reflection.AddString(&message, &field, std::move(value))
                      : reflection.SetString(&message, &field, std::move(value));
}

}  // namespace kazasu::proto
