#include "codec/tlv.hpp"

#include <string>

namespace kazasu::drivers::tlv {
namespace {

constexpr std::size_t kDepthMax = 8, kObjectsMax = 256;

Result<void> walk(BytesView bytes, std::string_view what, std::size_t depth, std::vector<Object>& found) {
  if (depth > kDepthMax) return Error{ErrorCode::limit_exceeded, std::string{what} + ": objects in too many objects"};
  Reader reader{bytes, what};
  while (!reader.at_end()) {
    auto object = reader.next();
    if (!object) return object.error();
    if (found.size() == kObjectsMax) return Error{ErrorCode::limit_exceeded, std::string{what} + ": too many objects"};
    if (!object->constructed()) {
      found.push_back(*object);
      continue;
    }
    found.push_back({.tag = object->tag, .value = {}});
    if (auto walked = walk(object->value, what, depth + 1, found); !walked) return walked;
  }
  return {};
}

}  // namespace

std::uint8_t Reader::take() {
  if (left_.empty()) {
    cut_ = true;
    return 0;
  }
  const std::uint8_t byte = left_.front();
  left_ = left_.subspan(1);
  return byte;
}

Result<Object> Reader::next() {
  constexpr std::uint8_t kMoreTagBytes = 0x1F, kLongTag = 0x80, kLongLength = 0x80;
  const auto invalid = [this](const std::string& how) {
    return Error{ErrorCode::card_answer_invalid, std::string{what_} + ": " + how};
  };
  std::uint16_t tag = take();
  if ((tag & kMoreTagBytes) == kMoreTagBytes) {
    const std::uint8_t second = take();
    if ((second & kLongTag) != 0) return invalid("an object's tag has more than two bytes");
    tag = static_cast<std::uint16_t>(tag << 8 | second);
  }
  std::size_t length = take();
  if (length >= kLongLength) {
    const std::size_t bytes = length & 0x7F;
    if (bytes < 1 || bytes > 2)
      return invalid("an object's length has " + std::to_string(bytes) + " bytes, not one or two");
    length = 0;
    for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | take();
  }
  if (cut_ || length > left_.size()) return invalid("an object goes beyond the answer");
  const BytesView value = left_.first(length);
  left_ = left_.subspan(length);
  return Object{tag, value};
}

Result<std::vector<Object>> flatten(BytesView bytes, std::string_view what) {
  std::vector<Object> found;
  if (auto walked = walk(bytes, what, 1, found); !walked) return walked.error();
  return found;
}

void append(Bytes& to, std::uint16_t tag, BytesView value) {
  if (tag > 0xFF) to.push_back(static_cast<std::uint8_t>(tag >> 8));
  to.push_back(static_cast<std::uint8_t>(tag & 0xFF));
  if (value.size() > 0xFF) {
    to.insert(to.end(), {0x82, static_cast<std::uint8_t>(value.size() >> 8 & 0xFF)});
  } else if (value.size() > 0x7F) {
    to.push_back(0x81);
  }
  to.push_back(static_cast<std::uint8_t>(value.size() & 0xFF));
  to.insert(to.end(), value.begin(), value.end());
}

}  // namespace kazasu::drivers::tlv
