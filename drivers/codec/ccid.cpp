#include "codec/ccid.hpp"

#include <string>

namespace kazasu::drivers::ccid {
namespace {

constexpr std::size_t kHeaderBytes = 10;

Error invalid(const std::string& what) {
  return {ErrorCode::card_answer_invalid, "CCID: " + what};
}

}  // namespace

Result<Bytes> message(std::uint8_t type, BytesView payload, std::uint8_t sequence) {
  if (payload.size() > kPayloadBytesMax) return Error{ErrorCode::limit_exceeded, "CCID: a message above 65,544 bytes"};
  Bytes bytes{type};
  for (std::size_t i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(payload.size() >> (8 * i) & 0xFF));
  bytes.insert(bytes.end(), {0x00, sequence, 0x00, 0x00, 0x00});
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

Result<Bytes> parse_answer(BytesView message) {
  constexpr std::uint8_t kDataBlock = 0x80, kEscapeAnswer = 0x83, kCommandStatus = 0xC0;
  if (message.size() < kHeaderBytes) return invalid("a message of less than 10 bytes");
  if (message[0] != kDataBlock && message[0] != kEscapeAnswer) return invalid("an answer of another kind");
  std::size_t length = 0;
  for (std::size_t i = 4; i > 0; --i) length = length << 8 | message[i];
  if (length != message.size() - kHeaderBytes) return invalid("a wrong length");
  if ((message[7] & kCommandStatus) != 0) return invalid("the command failed, error " + to_hex(message.subspan(8, 1)));
  return Bytes{message.begin() + kHeaderBytes, message.end()};
}

}  // namespace kazasu::drivers::ccid
