#pragma once

#include "codec/apdu.hpp"

/// The ACR1252U's raw command, FF 00 00 00 Lc: a FeliCa frame to the card, with no chip command around it.
namespace kazasu::drivers::acr1252u {

/// `frame` is LEN ‖ payload; `limit_exceeded` unless it has 1 to 255 bytes.
Result<Bytes> felica_command(BytesView frame);
/// The card's frame; `card_timeout` if it was silent (6300, or no frame).
Result<Bytes> parse_felica_answer(const apdu::Answer& answer);

}  // namespace kazasu::drivers::acr1252u
