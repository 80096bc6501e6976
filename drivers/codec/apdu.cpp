#include "codec/apdu.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace kazasu::drivers::apdu {
namespace {

std::string hex_word(std::uint16_t word) {
  char text[8];
  std::snprintf(text, sizeof text, "%04X", word);
  return text;
}

Error refused(std::string_view what, std::uint16_t status) {
  return {ErrorCode::card_answer_invalid, std::string{what} + ": the reader answered " + hex_word(status)};
}

}  // namespace

Result<Answer> parse_answer(BytesView bytes) {
  if (bytes.size() < 2) return Error{ErrorCode::card_answer_invalid, "an answer of " + std::to_string(bytes.size()) + " bytes has no status word"};
  const std::size_t length = bytes.size() - 2;
  return Answer{Bytes{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)},
                static_cast<std::uint16_t>(bytes[length] << 8 | bytes[length + 1])};
}

Bytes get_uid_command() { return {0xFF, 0xCA, 0x00, 0x00, 0x00}; }

std::optional<CardStandard> card_standard(BytesView atr) {
  // 3B 8F 80 01 80 4F 0C A0 00 00 03 06 SS NN NN …: RID of the PC/SC Workgroup.
  constexpr std::array<std::uint8_t, 7> kTag{0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03};
  if (atr.size() < 15 || !std::equal(kTag.begin(), kTag.end(), atr.begin() + 4) || atr[11] != 0x06) return std::nullopt;
  const std::uint8_t standard = atr[12];
  const auto name = static_cast<std::uint16_t>(atr[13] << 8 | atr[14]);
  constexpr std::uint16_t kAcrFelica212 = 0xF011, kAcrFelica424 = 0xF012;  // ACR122U says SS=03 for FeliCa
  if (standard == 0x11 || name == kAcrFelica212 || name == kAcrFelica424) return CardStandard::felica;
  if (standard >= 0x01 && standard <= 0x03) return CardStandard::iso14443a;
  return CardStandard::other;
}

namespace transparent {

Bytes end_session_command() { return {0xFF, 0xC2, 0x00, 0x00, 0x02, 0x82, 0x00, 0x00}; }
Bytes start_session_command() { return {0xFF, 0xC2, 0x00, 0x00, 0x02, 0x81, 0x00, 0x00}; }
Bytes switch_to_felica_command() { return {0xFF, 0xC2, 0x00, 0x02, 0x04, 0x8F, 0x02, 0x03, 0x00, 0x00}; }

Bytes exchange_command(BytesView frame, std::int64_t time_limit_us) {
  Bytes objects{0x5F, 0x46, 0x04};
  for (int shift = 0; shift < 32; shift += 8) objects.push_back(static_cast<std::uint8_t>(time_limit_us >> shift));
  objects.push_back(0x95);
  if (frame.size() > 0x7F) objects.push_back(0x81);
  objects.push_back(static_cast<std::uint8_t>(frame.size()));
  objects.insert(objects.end(), frame.begin(), frame.end());
  Bytes command{0xFF, 0xC2, 0x00, 0x01, static_cast<std::uint8_t>(objects.size())};
  command.insert(command.end(), objects.begin(), objects.end());
  command.push_back(0x00);
  return command;
}

namespace {

/// The value of a one-byte tag among BER objects; nothing if it is not there. An object beyond the buffer is an error.
Result<std::optional<BytesView>> find_object(BytesView objects, std::uint8_t wanted) {
  const Error cut{ErrorCode::card_answer_invalid, "transparent session: an object goes beyond the answer"};
  std::size_t at = 0;
  while (at < objects.size()) {
    const std::uint8_t tag = objects[at++];
    if ((tag & 0x1F) == 0x1F) ++at;  // two-byte tags: none of them is wanted here
    if (at >= objects.size()) return cut;
    std::size_t length = objects[at++];
    if (length > 0x80) {
      const std::size_t bytes = length & 0x7F;
      if (bytes > 2 || at + bytes > objects.size()) return cut;
      length = 0;
      for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | objects[at++];
    }
    if (at + length > objects.size()) return cut;
    if (tag == wanted) return std::optional{objects.subspan(at, length)};
    at += length;
  }
  return std::optional<BytesView>{};
}

Result<void> check_error_object(const Answer& answer) {
  if (answer.status != 0x9000) return refused("transparent session", answer.status);
  auto error = find_object(answer.data, 0xC0);
  if (!error) return error.error();
  if (!*error || (*error)->size() != 3) return Error{ErrorCode::card_answer_invalid, "transparent session: object C0 is missing or not of 3 bytes"};
  const BytesView object = **error;
  const auto status = static_cast<std::uint16_t>(object[1] << 8 | object[2]);
  if (status == 0x9000) return {};
  if (status == 0x6401) return Error{ErrorCode::card_timeout, "the card did not answer in time"};
  if (status == 0x698A) return Error{ErrorCode::device_busy, "the reader's session is held by another program"};
  return refused("transparent session", status);
}

}  // namespace

Result<Bytes> parse_exchange(const Answer& answer) {
  if (auto checked = check_error_object(answer); !checked) return checked.error();
  auto data = find_object(answer.data, 0x97);
  if (!data) return data.error();
  if (!*data) return Error{ErrorCode::card_answer_invalid, "transparent session: there is no received data (object 97)"};
  return Bytes{(*data)->begin(), (*data)->end()};
}

Result<void> check_session(const Answer& answer) { return check_error_object(answer); }

}  // namespace transparent

namespace acr122u {

Bytes exchange_command(BytesView frame) {
  Bytes command{0xFF, 0x00, 0x00, 0x00, static_cast<std::uint8_t>(frame.size() + 3), 0xD4, 0x40, 0x01};  // InDataExchange, target 1
  command.insert(command.end(), frame.begin(), frame.end());
  return command;
}

Result<Bytes> parse_exchange(const Answer& answer) {
  if (answer.status != 0x9000) return refused("pass-through", answer.status);
  if (answer.data.size() < 3 || answer.data[0] != 0xD5 || answer.data[1] != 0x41) {
    return Error{ErrorCode::card_answer_invalid, "pass-through: not an InDataExchange answer (D5 41)"};
  }
  const std::uint8_t status = answer.data[2] & 0x3F;
  if (status == 0x01) return Error{ErrorCode::card_timeout, "the card did not answer in time"};
  if (status != 0x00) return Error{ErrorCode::card_answer_invalid, "pass-through: PN532 status " + std::to_string(status)};
  return Bytes{answer.data.begin() + 3, answer.data.end()};
}

}  // namespace acr122u

}  // namespace kazasu::drivers::apdu
