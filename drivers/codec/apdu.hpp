#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// APDUs that PC/SC readers answer themselves, and the wrappings by which FeliCa frames travel in them (reference: PC/SC
/// contactless, 3.1 to 3.5).
namespace kazasu::drivers::apdu {

/// Data and status word of an answer.
struct Answer {
  Bytes data;
  std::uint16_t status = 0;
};
/// `card_answer_invalid` if there are not even two bytes.
Result<Answer> parse_answer(BytesView bytes);

/// FF CA 00 00 00: UID, PUPI or IDm.
Bytes get_uid_command();

/// The card standard in a contactless storage card's ATR.
enum class CardStandard { felica, iso14443a, other };
/// Nothing if the ATR is not a contactless storage card's.
std::optional<CardStandard> card_standard(BytesView atr);

/// PC/SC part 3 supplement: transparent session (FF C2).
namespace transparent {
Bytes end_session_command();
Bytes start_session_command();
Bytes switch_to_felica_command();
/// Sony readers read the timer little endian.
Bytes exchange_command(BytesView frame, std::int64_t time_limit_us);
/// The received data (object 97); object C0 is looked at first, as the outer status stays 9000 on a card's time-out.
Result<Bytes> parse_exchange(const Answer& answer);
/// Whether a session command succeeded.
Result<void> check_session(const Answer& answer);
}  // namespace transparent

/// ACR122U: the PN532 behind it takes commands in FF 00 00 00 Lc D4 …
namespace acr122u {
Bytes exchange_command(BytesView frame);
Result<Bytes> parse_exchange(const Answer& answer);
}  // namespace acr122u

}  // namespace kazasu::drivers::apdu
