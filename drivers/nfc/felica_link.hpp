#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// How FeliCa frames reach a card, whatever the reader's dialect.
class FelicaLink {
 public:
  virtual ~FelicaLink() = default;
  /// LEN ‖ payload there and back. `card_timeout`: no answer; `card_removed`; `card_outcome_unknown`: the card may have
  /// taken the command; `device_lost`.
  virtual Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) = 0;
};

}  // namespace kazasu::drivers
