#include "proto/everything_message.hpp"

#include <map>
#include <vector>

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// Texts of fields that have a form.
const std::map<std::string, std::vector<std::string>>& formed_texts() {
  static const std::map<std::string, std::vector<std::string>> texts{
      {"at", {"2026-11-23T12:34:56.789+09:00"}},
      {"business_day_starts", {"05:00"}},
      {"valid_from", {"2026-11-01"}},
      {"valid_to", {"2026-11-30"}},
      {"weekdays", {"SAT", "SUN"}},
      {"from", {"22:00"}},
      {"to", {"02:30"}},
      {"birthday", {"02-29"}},
      {"activates_on", {"2026-11-25"}},
      {"expires_on", {"2027-11-25"}},
      {"available_on", {"2026-11-24"}},
  };
  return texts;
}

class Filler {
 public:
  explicit Filler(const std::string& kind) : kind_(kind) {}

  void fill(Message& message) {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const auto* oneof = field.real_containing_oneof();
      if (oneof != nullptr) {
        const auto* chosen = type.FindFieldByName(kind_);
        if (chosen == nullptr) chosen = oneof->field(0);
        if (&field != chosen) continue;
      }
      for (int index = 0; index < (field.is_repeated() ? 2 : 1); ++index) set(message, field, index);
    }
  }

 private:
  void set(Message& message, const FieldDescriptor& field, int index) {
    const auto& reflection = *message.GetReflection();
    const bool list = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        list ? reflection.AddInt32(&message, &field, ++number_) : reflection.SetInt32(&message, &field, ++number_);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        list ? reflection.AddInt64(&message, &field, ++number_) : reflection.SetInt64(&message, &field, ++number_);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        // What an optional boolean is when left out is true.
        reflection.SetBool(&message, &field, !field.has_presence());
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnum(&message, &field, field.enum_type()->value(field.enum_type()->value_count() - 1));
        break;
      case FieldDescriptor::CPPTYPE_STRING: {
        const auto formed = formed_texts().find(field.name());
        std::string text = formed != formed_texts().end() ? formed->second.at(static_cast<std::size_t>(index))
                                                          : field.name() + std::to_string(++number_);
        list ? reflection.AddString(&message, &field, std::move(text))
             : reflection.SetString(&message, &field, std::move(text));
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        fill(list ? *reflection.AddMessage(&message, &field) : *reflection.MutableMessage(&message, &field));
        break;
      default: throw std::logic_error("a type that the schema of quotes does not use: " + field.full_name());
    }
  }

  const std::string& kind_;
  int number_ = 0;
};

}  // namespace

void set_everything(Message& message, const std::string& kind) {
  Filler{kind}.fill(message);
}
