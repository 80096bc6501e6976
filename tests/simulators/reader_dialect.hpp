#pragma once

#include <memory>

#include "simulators/simulated_card.hpp"

namespace kazasu::simulators {

/// How a reader model answers APDUs for the card that is on it.
class ReaderDialect {
 public:
  virtual ~ReaderDialect() = default;
  virtual Bytes transmit(BytesView apdu, SimulatedCard& card) = 0;
};

/// Sony RC-S300: standard pseudo-APDUs and the transparent session (FF C2).
std::unique_ptr<ReaderDialect> sony_rc_s300();
/// ACS ACR122U: standard pseudo-APDUs and PN532 commands in direct transmit.
std::unique_ptr<ReaderDialect> acs_acr122u();

}  // namespace kazasu::simulators
