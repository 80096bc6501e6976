#include "simulators/iso14443a_cards.hpp"

namespace kazasu::simulators {

Bytes Phone::uid() const {
  constexpr std::uint8_t kRandomUid = 0x08;  // ISO/IEC 14443-3
  return {kRandomUid, static_cast<std::uint8_t>(state_ >> 8 & 0xFF), static_cast<std::uint8_t>(state_ >> 16 & 0xFF),
          static_cast<std::uint8_t>(state_ >> 24 & 0xFF)};
}

void Phone::power_up() {
  state_ = state_ * 1'664'525U + 1'013'904'223U;
}

}  // namespace kazasu::simulators
