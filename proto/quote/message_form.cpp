#include "quote/message_form.hpp"

#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "quote/field_error.hpp"

namespace kazasu::proto {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The schema's messages do not nest in themselves, so the recursion is as deep as the schema.
std::optional<std::string> first_unknown_field(const Message& message) {
  const auto& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) return "field " + std::to_string(unknown.field(0).number());
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
      if (const auto found = first_unknown_field(inner)) {
        return (field->is_repeated() ? indexed(field->name(), i) : field->name()) + "." + *found;
      }
    }
  }
  return std::nullopt;
}

bool is_default(const Message& message) {
  return message.ByteSizeLong() == 0;
}

}  // namespace kazasu::proto
