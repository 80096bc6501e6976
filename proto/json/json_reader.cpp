#include "json/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "json/base64.hpp"
#include "json/field_store.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/v1/offer.pb.h"
#include "kazasu/values/limits.hpp"

namespace kazasu::proto {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool is_message(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

/// A reward, or one kind of it.
bool is_reward(const Descriptor& type) {
  return &type == v1::Reward::descriptor() || type.containing_type() == v1::Reward::descriptor();
}

std::optional<std::int64_t> integer_from(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string JsonReader::path() const {
  std::string path;
  for (const Frame& frame : frames_) {
    if (frame.field == nullptr) break;
    if (!path.empty()) path += '.';
    path += frame.field->name();
    if (frame.in_list && frame.index >= 0) path += "[" + std::to_string(frame.index) + "]";
  }
  return path;
}

bool JsonReader::fail(ErrorCode code, std::string what) {
  fault_ = Error{code, std::move(what)};
  return false;
}

bool JsonReader::fail_field(std::string_view wanted) {
  std::string where = path();
  if (where.empty()) where = "the document";
  return fail(ErrorCode::message_invalid, where + ": " + std::string{wanted});
}

bool JsonReader::enter_scalar(bool& skip) {
  skip = skipping_;
  if (skipping_) {
    skipping_ = skipped_depth_ > 0;
    return true;
  }
  if (frames_.empty()) return fail_field("must be an object");
  Frame& frame = frames_.back();
  if (frame.in_list) {
    ++frame.index;
    if (frame.index >= limits::kListMax) return fail(ErrorCode::limit_exceeded, path() + ": the list is too long");
    return true;
  }
  if (frame.field->is_repeated()) return fail_field("must be a list");
  return claim_oneof(frame);
}

bool JsonReader::claim_oneof(const Frame& frame) {
  const auto* oneof = frame.field->real_containing_oneof();
  if (oneof == nullptr) return true;
  const auto* set = frame.message->GetReflection()->GetOneofFieldDescriptor(*frame.message, oneof);
  return set == nullptr || fail_field("must not be given beside " + set->name());
}

bool JsonReader::enter_depth() {
  if (++depth_ > kJsonDepthMax) return fail(ErrorCode::limit_exceeded, path() + ": nested too deeply");
  return true;
}

bool JsonReader::null() {
  if (skipping_ || frames_.empty()) {
    bool skip = false;
    return enter_scalar(skip);
  }
  return !frames_.back().in_list || fail_field("must not hold null");
}

bool JsonReader::boolean(bool value) {
  bool skip = false;
  if (!enter_scalar(skip) || skip) return !fault_;
  const Frame& frame = frames_.back();
  if (frame.field->cpp_type() != Field::CPPTYPE_BOOL) return fail_field(wanted_type(*frame.field));
  const auto& reflection = *frame.message->GetReflection();
  frame.in_list ? reflection.AddBool(frame.message, frame.field, value)
                : reflection.SetBool(frame.message, frame.field, value);
  return true;
}

bool JsonReader::integer(std::int64_t value) {
  const Frame& frame = frames_.back();
  const bool stored = store_integer(*frame.message, *frame.field, value);
  return stored || fail_field(wanted_type(*frame.field));
}

bool JsonReader::number_integer(std::int64_t value) {
  bool skip = false;
  if (!enter_scalar(skip) || skip) return !fault_;
  return integer(value);
}

bool JsonReader::number_unsigned(std::uint64_t value) {
  bool skip = false;
  if (!enter_scalar(skip) || skip) return !fault_;
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return fail_field("must be an integer below 2^63");
  }
  return integer(static_cast<std::int64_t>(value));
}

bool JsonReader::number_float(double value, const std::string& /*text*/) {
  bool skip = false;
  if (!enter_scalar(skip) || skip) return !fault_;
  // 1.0 and 1e3 are integers in JSON; beyond 2^53 a double no longer tells them apart.
  constexpr double kExactMax = 9007199254740992.0;
  if (std::trunc(value) != value || std::abs(value) > kExactMax) return fail_field(wanted_type(*frames_.back().field));
  return integer(static_cast<std::int64_t>(value));
}

bool JsonReader::set_enum_name(const std::string& name) {
  const Frame& frame = frames_.back();
  const auto* value = frame.field->enum_type()->FindValueByName(name);
  return value != nullptr ? integer(value->number()) : fail_field(wanted_type(*frame.field));
}

bool JsonReader::string(std::string& value) {
  bool skip = false;
  if (!enter_scalar(skip) || skip) return !fault_;
  const Frame& frame = frames_.back();
  switch (frame.field->cpp_type()) {
    case Field::CPPTYPE_STRING: {
      if (frame.field->type() == Field::TYPE_STRING) {
        store_text(*frame.message, *frame.field, std::move(value));
        return true;
      }
      auto bytes = from_base64(value);
      if (!bytes) return fail_field(wanted_type(*frame.field));
      store_text(*frame.message, *frame.field, std::move(*bytes));
      return true;
    }
    case Field::CPPTYPE_ENUM: return set_enum_name(value);
    case Field::CPPTYPE_BOOL:
    case Field::CPPTYPE_MESSAGE: return fail_field(wanted_type(*frame.field));
    default: {
      const auto number = integer_from(value);
      return number ? integer(*number) : fail_field(wanted_type(*frame.field));
    }
  }
}

bool JsonReader::binary(nlohmann::json::binary_t& /*value*/) {
  return fail_field("must be JSON");
}

bool JsonReader::start_object(std::size_t /*size*/) {
  if (!enter_depth()) return false;
  if (skipping_) {
    ++skipped_depth_;
    return true;
  }
  if (++objects_ > kJsonObjectsMax) return fail(ErrorCode::limit_exceeded, path() + ": too many objects");
  if (frames_.empty()) {
    frames_.push_back({.message = &root_, .field = nullptr, .index = -1, .in_list = false, .seen = {}});
    return true;
  }
  bool skip = false;
  if (!enter_scalar(skip)) return false;
  const Frame& frame = frames_.back();
  if (!is_message(*frame.field)) return fail_field(wanted_type(*frame.field));
  const auto& reflection = *frame.message->GetReflection();
  Message* inner = frame.in_list ? reflection.AddMessage(frame.message, frame.field)
                                 : reflection.MutableMessage(frame.message, frame.field);
  frames_.push_back({.message = inner, .field = nullptr, .index = -1, .in_list = false, .seen = {}});
  return true;
}

bool JsonReader::unknown_field(const std::string& name) {
  constexpr std::size_t kShown = 64;
  Frame& frame = frames_.back();
  frame.field = nullptr;
  const std::string outer = path();
  const std::string where = (outer.empty() ? "" : outer + ".") + name.substr(0, kShown);
  // Its id may come later in the document, so the offer is read to its end first.
  const bool in_offer = std::any_of(frames_.begin(), frames_.end(), [](const Frame& one) {
    return one.message->GetDescriptor() == v1::Offer::descriptor();
  });
  if (!in_offer || !is_reward(*frame.message->GetDescriptor())) {
    return fail(ErrorCode::message_invalid, where + ": there is no such field");
  }
  if (!unknown_reward_) unknown_reward_ = where;
  skipping_ = true;
  skipped_depth_ = 0;
  return true;
}

bool JsonReader::key(std::string& name) {
  if (skipping_) return true;
  Frame& frame = frames_.back();
  const Descriptor& type = *frame.message->GetDescriptor();
  frame.field = type.FindFieldByName(name);
  if (frame.field == nullptr) frame.field = type.FindFieldByCamelcaseName(name);
  if (frame.field == nullptr) return unknown_field(name);
  if (std::find(frame.seen.begin(), frame.seen.end(), frame.field) != frame.seen.end()) {
    return fail_field("must not be given twice");
  }
  frame.seen.push_back(frame.field);
  return true;
}

bool JsonReader::end_object() {
  --depth_;
  if (skipping_) {
    --skipped_depth_;
    skipping_ = skipped_depth_ > 0;
    return true;
  }
  const Message* ended = frames_.back().message;
  if (unknown_reward_ && ended->GetDescriptor() == v1::Offer::descriptor()) {
    const std::string& id = static_cast<const v1::Offer*>(ended)->id();
    return fail(ErrorCode::offer_unsupported,
                *unknown_reward_ + ": offer \"" + id + "\" has a reward of a kind that is not known here");
  }
  frames_.pop_back();
  return true;
}

bool JsonReader::start_array(std::size_t /*size*/) {
  if (!enter_depth()) return false;
  if (skipping_) {
    ++skipped_depth_;
    return true;
  }
  if (frames_.empty()) return fail_field("must be an object");
  Frame& frame = frames_.back();
  if (frame.in_list || !frame.field->is_repeated()) return fail_field(wanted_type(*frame.field));
  frame.in_list = true;
  frame.index = -1;
  return true;
}

bool JsonReader::end_array() {
  --depth_;
  if (skipping_) {
    --skipped_depth_;
    skipping_ = skipped_depth_ > 0;
    return true;
  }
  frames_.back().in_list = false;
  return true;
}

bool JsonReader::parse_error(std::size_t position, const std::string& /*token*/,
                             const nlohmann::json::exception& /*error*/) {
  // The parser's own text quotes the document, which may hold member data.
  const std::string_view before = json_.substr(0, position > 0 ? position - 1 : 0);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  const std::string at = path();
  return fail(ErrorCode::message_invalid, "line " + std::to_string(line) + ", column " + std::to_string(column) +
                                              (at.empty() ? "" : ", at or after " + at) + ": not JSON");
}

Result<void> message_from_json(std::string_view json, Message& message) {
  if (json.size() > kJsonBytesMax) return Error{ErrorCode::limit_exceeded, "the document: more than 64 MiB"};
  JsonReader reader{json, message};
  const bool complete = nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  if (reader.fault()) return *reader.fault();
  if (!complete) return Error{ErrorCode::message_invalid, "the document: not JSON"};
  return {};
}

}  // namespace kazasu::proto
