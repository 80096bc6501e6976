#include "codec/acr122u.hpp"

#include <algorithm>
#include <string>

#include "codec/felica.hpp"
#include "codec/pn532.hpp"

namespace kazasu::drivers::acr122u {
namespace {

constexpr std::uint8_t kToChip = 0xD4, kFromChip = 0xD5;
constexpr std::uint8_t kInDataExchange = 0x40, kInCommunicateThru = 0x42;
constexpr std::size_t kCommandBytesMax = 255;

Error invalid(const std::string& what) {
  return {ErrorCode::card_answer_invalid, "ACR122U pass-through: " + what};
}

std::uint8_t chip_command(BytesView frame) {
  return felica::is_polling(frame) ? kInCommunicateThru : kInDataExchange;
}

}  // namespace

Result<Bytes> direct_transmit(BytesView pn532_command) {
  if (pn532_command.empty() || pn532_command.size() > kCommandBytesMax) {
    return Error{ErrorCode::limit_exceeded, "ACR122U pass-through: a command has 1 to 255 bytes"};
  }
  Bytes bytes{0xFF, 0x00, 0x00, 0x00, static_cast<std::uint8_t>(pn532_command.size())};
  bytes.insert(bytes.end(), pn532_command.begin(), pn532_command.end());
  return bytes;
}

Result<Bytes> parse_direct_answer(const apdu::Answer& answer, std::uint8_t command_code) {
  constexpr std::uint16_t kFailed = 0x6300, kChecksum = 0x6327, kCommandWrong = 0x637F;
  if (answer.status == kFailed) return Error{ErrorCode::card_timeout, "ACR122U pass-through: no answer (6300)"};
  if (answer.status == kChecksum) return invalid("wrong checksum (6327)");
  if (answer.status == kCommandWrong) return invalid("the chip does not take the command (637F)");
  if (answer.status != apdu::kSuccess) return apdu::unexpected_status("ACR122U pass-through", answer.status);
  if (answer.data.size() < 2 || answer.data[0] != kFromChip || answer.data[1] != command_code + 1) {
    return invalid("the answer is not that of the command sent");
  }
  return answer.data;
}

Bytes firmware_command() {
  return {0xFF, 0x00, 0x48, 0x00, 0x00};
}

Result<std::string> parse_firmware(BytesView answer) {
  constexpr std::size_t kNameBytesMax = 32;
  const bool printable =
      std::all_of(answer.begin(), answer.end(), [](auto byte) { return byte > 0x20 && byte < 0x7F; });
  if (answer.empty() || answer.size() > kNameBytesMax || !printable) return invalid("no name of a firmware");
  return std::string{as_text(answer)};
}

Bytes signal_command(const Signal& signal) {
  const auto bits = [](const Lamp& lamp, unsigned place) {
    return static_cast<unsigned>(lamp.on_at_end) << place | static_cast<unsigned>(lamp.change) << (place + 2) |
           static_cast<unsigned>(lamp.on_at_first) << (place + 4) | static_cast<unsigned>(lamp.blink) << (place + 6);
  };
  return {0xFF,
          0x00,
          0x40,
          static_cast<std::uint8_t>(bits(signal.red, 0) | bits(signal.green, 1)),
          0x04,
          signal.first_tenths,
          signal.second_tenths,
          signal.repetitions,
          signal.buzzer};
}

Result<Bytes> felica_command(BytesView frame) {
  Bytes command{kToChip, chip_command(frame)};
  if (command[1] == kInDataExchange) command.push_back(0x01);  // target number
  command.insert(command.end(), frame.begin(), frame.end());
  return direct_transmit(command);
}

Result<Bytes> parse_felica_answer(const apdu::Answer& answer, BytesView sent) {
  auto chip = parse_direct_answer(answer, chip_command(sent));
  if (!chip) return chip;
  if (chip->size() < 3) return invalid("no status byte");
  if (auto checked = pn532::check_status((*chip)[2]); !checked) return checked.error();
  return Bytes{chip->begin() + 3, chip->end()};
}

}  // namespace kazasu::drivers::acr122u
