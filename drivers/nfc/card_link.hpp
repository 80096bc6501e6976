#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The one way frames reach a card, whatever the reader's dialect. The frames are the card's own: LEN ‖ payload for
/// FeliCa, command and parameters for a type 2 tag, an APDU (answer: data and status word) for ISO-DEP.
class CardLink {
 public:
  virtual ~CardLink() = default;
  /// Sends a frame and returns the card's, unchecked. Blocks until the answer or the reader's own limit. Fails:
  /// `card_timeout` (silent), `card_removed`, `card_outcome_unknown` (torn while it had the command),
  /// `card_answer_invalid` (the reader's answer makes no sense), `unsupported` (the reader does not carry such a
  /// frame), `device_busy`, `device_lost`, `service_unavailable`, `timed_out`, `cancelled`.
  virtual Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) = 0;
};

}  // namespace kazasu::drivers
