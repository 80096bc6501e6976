#include "codec/apdu.hpp"

#include <cstdio>
#include <string>

namespace kazasu::drivers::apdu {
namespace {

constexpr std::uint8_t kReaderClass = 0xFF;
constexpr std::size_t kShortDataMax = 255;

}  // namespace

Result<Answer> split_answer(BytesView bytes) {
  if (bytes.size() < 2) {
    return Error{ErrorCode::card_answer_invalid,
                 "an answer of " + std::to_string(bytes.size()) + " bytes has no status word"};
  }
  const BytesView data = bytes.first(bytes.size() - 2);
  const BytesView status = bytes.last(2);
  return Answer{Bytes{data.begin(), data.end()}, static_cast<std::uint16_t>(status[0] << 8 | status[1])};
}

Bytes command(std::uint8_t instruction, std::uint8_t p1, std::uint8_t p2, BytesView data) {
  Bytes bytes{kReaderClass, instruction, p1, p2};
  const bool extended = data.size() > kShortDataMax;
  if (extended) bytes.insert(bytes.end(), {0x00, static_cast<std::uint8_t>(data.size() >> 8 & 0xFF)});
  bytes.push_back(static_cast<std::uint8_t>(data.size() & 0xFF));
  bytes.insert(bytes.end(), data.begin(), data.end());
  bytes.insert(bytes.end(), extended ? 2 : 1, 0x00);
  return bytes;
}

Bytes get_uid_command() {
  return {kReaderClass, 0xCA, 0x00, 0x00, 0x00};
}

Result<Bytes> parse_uid(const Answer& answer) {
  constexpr std::uint16_t kFunctionNotSupported = 0x6A81, kCardGone = 0x6300;
  constexpr std::size_t kUidBytesMin = 4,
                        kUidBytesMax = 10;  // ISO/IEC 14443-3: single to triple size; IDm and PUPI lie between
  if (answer.status == kFunctionNotSupported) {
    return Error{ErrorCode::unsupported, "Get Data: the reader tells no UID of this card (6A81)"};
  }
  if (answer.status == kCardGone) return Error{ErrorCode::card_removed, "Get Data: the card has gone (6300)"};
  if (answer.status != kSuccess) return unexpected_status("Get Data", answer.status);
  if (answer.data.size() < kUidBytesMin || answer.data.size() > kUidBytesMax) {
    return Error{ErrorCode::card_answer_invalid,
                 "Get Data: a UID of " + std::to_string(answer.data.size()) + " bytes, 4 to 10 are wanted"};
  }
  return answer.data;
}

Bytes read_page_command(std::uint8_t page) {
  return {kReaderClass, 0xB0, 0x00, page, 0x10};
}

Bytes write_page_command(std::uint8_t page, BytesView data) {
  Bytes bytes{kReaderClass, 0xD6, 0x00, page, static_cast<std::uint8_t>(data.size())};
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Result<Bytes> storage_data(const Answer& answer) {
  constexpr std::uint16_t kFunctionNotSupported = 0x6A81, kFailed = 0x6300, kNoAnswer = 0x6401;
  if (answer.status == kFunctionNotSupported)
    return Error{ErrorCode::unsupported, "the reader does not carry this to a storage card (6A81)"};
  if (answer.status == kFailed || answer.status == kNoAnswer)
    return Error{ErrorCode::card_timeout, "the tag did not answer"};
  if (answer.status != kSuccess) return unexpected_status("storage card", answer.status);
  return answer.data;
}

Error unexpected_status(std::string_view doing, std::uint16_t status) {
  char word[5];
  std::snprintf(word, sizeof word, "%04X", status);
  return {ErrorCode::card_answer_invalid, std::string{doing} + ": status word " + word};
}

}  // namespace kazasu::drivers::apdu
