#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"

namespace kazasu::simulators {

/// A storage card's ATR (PC/SC part 3): `standard` SS, `name` NN NN; the check byte makes the exclusive or of all after 3B zero.
inline Bytes contactless_atr(std::uint8_t standard, std::uint16_t name) {
  Bytes atr{0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, standard, static_cast<std::uint8_t>(name >> 8),
            static_cast<std::uint8_t>(name & 0xFF), 0x00, 0x00, 0x00, 0x00};
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check = static_cast<std::uint8_t>(check ^ atr[i]);
  atr.push_back(check);
  return atr;
}

}  // namespace kazasu::simulators
