#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The one way FeliCa frames reach a card, whatever the reader's dialect.
class FelicaLink {
 public:
  virtual ~FelicaLink() = default;
  /// Sends LEN ‖ payload and returns the card's LEN ‖ payload, unchecked. Blocks until the answer or the reader's own
  /// limit. Fails: `card_timeout` (silent), `card_removed`, `card_outcome_unknown` (torn while it had the command),
  /// `card_answer_invalid` (the reader's answer makes no sense), `device_busy`, `device_lost`, `service_unavailable`.
  virtual Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) = 0;
};

}  // namespace kazasu::drivers
