#pragma once

#include <optional>
#include <vector>

#include "kazasu/values/result.hpp"
#include "nfc/found_card.hpp"

/// NXP's PN532: its frames on a line (user manual, 6.2.1), and the commands that look for cards (7.3.5).
namespace kazasu::drivers::pn532 {

inline constexpr std::size_t kDataBytesMax = 264;  ///< of a frame, with TFI: 265 with the code (user manual, 6.2.1.2)

/// A frame around TFI and data; extended above 255 bytes. `limit_exceeded` beyond what the chip takes.
Result<Bytes> frame(BytesView tfi_and_data);

struct Frame {
  enum class Type { ack, nack, error, data };
  Type type = Type::data;
  Bytes data;  ///< with TFI
};
/// The one frame that `bytes` begin with, after whatever noise precedes its start; `card_answer_invalid` if it is cut,
/// its sums are wrong or there is none.
Result<Frame> parse_frame(BytesView bytes);

/// What the status byte of an exchange with a card says: `card_timeout` (01), `card_removed` (27, 29, 2B: no card is
/// selected, it was released, it is gone), `card_answer_invalid` with the status for all else that is not 00. Bits 6
/// and 7 are flags (user manual, 7.1).
Result<void> check_status(std::uint8_t status);

/// InListPassiveTarget for up to two cards, from the code on. FeliCa cards may take one of four time slots, so that two
/// of them can be told apart.
Bytes list_command(const PollingStep& step);
/// The cards that it found; `answer` begins with their number (after the code). `card_answer_invalid` for what does not
/// fit; an ATS of length 0 is one.
Result<std::vector<FoundCard>> parse_list_answer(NfcTechnology technology, BytesView answer);

}  // namespace kazasu::drivers::pn532
