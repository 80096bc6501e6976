#pragma once

#include <string>

#include "codec/apdu.hpp"

/// The ACR122U's direct transmit, FF 00 00 00 Lc: commands for the PN532 chip inside.
namespace kazasu::drivers::acr122u {

/// `pn532_command` begins with D4 and has at most 255 bytes; `limit_exceeded` otherwise.
Result<Bytes> direct_transmit(BytesView pn532_command);
/// The chip's answer, which begins with D5 and the command's code + 1.
Result<Bytes> parse_direct_answer(const apdu::Answer& answer, std::uint8_t command_code);

/// FF 00 48: the firmware's name, which comes without a status word.
Bytes firmware_command();
/// `card_answer_invalid` unless it is 1 to 32 printable characters.
Result<std::string> parse_firmware(BytesView answer);

/// The two lamps and the buzzer: FF 00 40 (maker's manual 2.04, 6.2).
struct Lamp {
  bool on_at_end = false;
  bool change = false;       ///< whether the end state counts
  bool on_at_first = false;  ///< the state that blinking begins with
  bool blink = false;
};
struct Signal {
  Lamp red, green;
  std::uint8_t first_tenths = 0, second_tenths = 0;  ///< of a second: how long each half of a blink lasts
  std::uint8_t repetitions = 0;
  std::uint8_t buzzer = 0;  ///< 0 silent, 1 in the first half, 2 in the second, 3 in both
};
/// Its answer's low status byte is the state of the lamps, and no error.
Bytes signal_command(const Signal& signal);

/// A FeliCa frame (LEN ‖ payload, at most 252 bytes) to the card. Polling goes by InCommunicateThru (42), as it
/// addresses no target; all else by InDataExchange (40), target 1, as in the maker's manual.
Result<Bytes> felica_command(BytesView frame);
/// The card's frame; `card_timeout` if it was silent. `sent` is the frame that was sent.
Result<Bytes> parse_felica_answer(const apdu::Answer& answer, BytesView sent);

}  // namespace kazasu::drivers::acr122u
