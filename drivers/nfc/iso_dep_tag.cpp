#include "nfc/iso_dep_tag.hpp"

#include <algorithm>
#include <string>

namespace kazasu::drivers {
namespace {

constexpr std::size_t kShortData = 255, kShortExpected = 256, kDataMax = 65'535, kExpectedMax = 65'536;
constexpr std::size_t kAnswerBytesMax = 65'536;
// A phone's app may take its time, and asks for more by WTX, which the reader grants (nfc.md, 6).
constexpr std::int64_t kLimitUs = 2'000'000;

}  // namespace

Bytes encode(const ApduCommand& command) {
  Bytes bytes{command.instruction_class, command.instruction, command.p1, command.p2};
  const std::size_t size = command.data.size();
  const bool extended = size > kShortData || command.expected.value_or(0) > kShortExpected;
  const auto put_word = [&bytes](std::size_t value) {
    bytes.insert(bytes.end(), {static_cast<std::uint8_t>(value >> 8 & 0xFF), static_cast<std::uint8_t>(value & 0xFF)});
  };
  if (extended) bytes.push_back(0x00);
  if (size > 0) {
    extended ? put_word(size) : bytes.push_back(static_cast<std::uint8_t>(size));
    bytes.insert(bytes.end(), command.data.begin(), command.data.end());
  }
  if (command.expected) extended ? put_word(*command.expected) : bytes.push_back(*command.expected & 0xFF);
  return bytes;
}

Result<apdu::Answer> IsoDepTag::send(BytesView bytes) {
  auto answer = link_->exchange(bytes, kLimitUs);
  if (!answer) return answer.error();
  return apdu::split_answer(*answer);
}

Result<apdu::Answer> IsoDepTag::transmit(const ApduCommand& command) {
  if (command.data.size() > kDataMax || command.expected.value_or(0) > kExpectedMax)
    return Error{ErrorCode::invalid_argument, "ISO-DEP: an APDU beyond extended length"};
  ApduCommand last = command;
  if (!extended_length_) {
    constexpr std::uint8_t kMoreFollows = 0x10;
    if (last.expected) last.expected = std::min(*last.expected, kShortExpected);
    while (last.data.size() > kShortData) {
      ApduCommand part = last;
      part.instruction_class |= kMoreFollows;
      part.expected.reset();
      part.data.resize(kShortData);
      last.data.erase(last.data.begin(), last.data.begin() + kShortData);
      auto answer = send(encode(part));
      if (!answer || answer->status != apdu::kSuccess) return answer;
    }
  }
  auto answer = send(encode(last));
  if (answer && answer->status >> 8 == 0x6C) {
    const std::size_t exact = answer->status & 0xFF;
    last.expected = exact == 0 ? kShortExpected : exact;
    answer = send(encode(last));
  }
  if (!answer) return answer;
  Bytes whole = std::move(answer->data);
  while (answer->status >> 8 == 0x61) {
    constexpr std::uint8_t kGetResponse = 0xC0;
    const std::size_t more = answer->status & 0xFF;
    answer = send(encode({.instruction = kGetResponse, .data = {}, .expected = more == 0 ? kShortExpected : more}));
    if (!answer) return answer;
    whole.insert(whole.end(), answer->data.begin(), answer->data.end());
    if (whole.size() > kAnswerBytesMax || (answer->status >> 8 == 0x61 && answer->data.empty()))
      return Error{ErrorCode::limit_exceeded, "ISO-DEP: an answer in parts that does not end"};
  }
  return apdu::Answer{std::move(whole), answer->status};
}

Result<Bytes> IsoDepTag::select(BytesView aid) {
  constexpr std::size_t kAidBytesMin = 5, kAidBytesMax = 16;
  constexpr std::uint16_t kNotFound = 0x6A82;
  if (aid.size() < kAidBytesMin || aid.size() > kAidBytesMax)
    return Error{ErrorCode::invalid_argument, "ISO-DEP: an AID has 5 to 16 bytes"};
  auto answer = transmit({.instruction = 0xA4, .p1 = 0x04, .data = {aid.begin(), aid.end()}, .expected = 256});
  if (!answer) return answer.error();
  if (answer->status == kNotFound) return Error{ErrorCode::not_found, "ISO-DEP: the card has no such application"};
  if (answer->status != apdu::kSuccess) return apdu::unexpected_status("ISO-DEP, SELECT", answer->status);
  return std::move(answer->data);
}

}  // namespace kazasu::drivers
