#pragma once

#include "codec/apdu.hpp"

namespace kazasu::drivers {

/// APDUs to a reader, or through it to a card.
class ApduTransport {
 public:
  virtual ~ApduTransport() = default;
  /// Blocks until the answer. Fails as CardLink::exchange does.
  virtual Result<apdu::Answer> transmit(BytesView command) = 0;
};

}  // namespace kazasu::drivers
