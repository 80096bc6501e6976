#pragma once

#include <cstdint>
#include <optional>

#include "codec/apdu.hpp"

/// The transparent session, FF C2 (PC/SC part 3, supplement): raw frames to the card through the reader.
namespace kazasu::drivers::transparent_session {

Bytes start_command();
Bytes end_command();
Bytes field_on_command();
Bytes switch_to_felica_command();
/// Sends a frame and waits for the answer at most `time_limit_us`. The timer goes low byte first, as Sony's readers
/// take it.
Bytes transceive_command(BytesView frame, std::uint32_t time_limit_us);

/// The objects in an answer.
struct Objects {
  std::optional<Bytes> error;         ///< C0: index of the object that failed, SW1, SW2
  std::optional<Bytes> last_bits;     ///< 92: valid bits in the last byte
  std::optional<Bytes> frame_status;  ///< 96: CRC, collision, parity, framing
  std::optional<Bytes> received;      ///< 97
};
/// `card_answer_invalid` if a length does not fit. Unknown objects are passed over.
Result<Objects> parse_objects(BytesView data);

/// Whether a session command succeeded; `device_busy` if another program holds the session, `unsupported` if the reader
/// has none (6A81, 6D00).
Result<void> check(const apdu::Answer& answer);
/// The frame received. Object C0 comes first, as the outer status stays 9000 when the card is silent: `card_timeout`.
Result<Bytes> received_frame(const apdu::Answer& answer);

}  // namespace kazasu::drivers::transparent_session
