#include <nlohmann/json.hpp>

#include "json/base64.hpp"
#include "kazasu/proto/message_json.hpp"

namespace kazasu::proto {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Json = nlohmann::ordered_json;  // fields in the order of the schema

Json json_of(const Message& message);

Json text_of(const FieldDescriptor& field, const std::string& value) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? Json(to_base64(value)) : Json(value);
}

/// A number that a newer schema has a name for stays a number.
Json enum_of(const FieldDescriptor& field, int number) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  return value != nullptr ? Json(value->name()) : Json(number);
}

Json value_of(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return reflection.GetInt32(message, &field);
    case FieldDescriptor::CPPTYPE_INT64: return reflection.GetInt64(message, &field);
    case FieldDescriptor::CPPTYPE_UINT32: return reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT64: return reflection.GetUInt64(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM: return enum_of(field, reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: return text_of(field, reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE: return json_of(reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE: break;  // the schema has none: amounts are integers
  }
  return nullptr;
}

Json element_of(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return reflection.GetRepeatedInt32(message, &field, index);
    case FieldDescriptor::CPPTYPE_INT64: return reflection.GetRepeatedInt64(message, &field, index);
    case FieldDescriptor::CPPTYPE_UINT32: return reflection.GetRepeatedUInt32(message, &field, index);
    case FieldDescriptor::CPPTYPE_UINT64: return reflection.GetRepeatedUInt64(message, &field, index);
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetRepeatedBool(message, &field, index);
    case FieldDescriptor::CPPTYPE_ENUM: return enum_of(field, reflection.GetRepeatedEnumValue(message, &field, index));
    case FieldDescriptor::CPPTYPE_STRING: return text_of(field, reflection.GetRepeatedString(message, &field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE: return json_of(reflection.GetRepeatedMessage(message, &field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE: break;
  }
  return nullptr;
}

Json json_of(const Message& message) {
  const auto& reflection = *message.GetReflection();
  Json json = Json::object();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()) {
      Json& list = json[field.name()] = Json::array();
      for (int index = 0; index < reflection.FieldSize(message, &field); ++index) {
        list.push_back(element_of(message, field, index));
      }
    } else if (!field.has_presence() || reflection.HasField(message, &field)) {
      json[field.name()] = value_of(message, field);
    }
  }
  return json;
}

}  // namespace

std::string message_to_json(const Message& message) {
  return json_of(message).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace kazasu::proto
