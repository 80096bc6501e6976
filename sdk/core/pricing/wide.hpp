#pragma once

#include <cstdint>

#include "kazasu/values/program.hpp"

namespace kazasu::pricing {

/// Products are computed in 128 bits (pricing.md, section 4); the limits of limits.hpp keep quotients within 64.
__extension__ using Wide = __int128;

/// value × numerator / denominator, rounded; all ≥ 0, denominator > 0.
inline std::int64_t scale(std::int64_t value, std::int64_t numerator, std::int64_t denominator, Rounding rounding) {
  const Wide product = static_cast<Wide>(value) * numerator;
  const Wide quotient = product / denominator;
  const Wide rest = product % denominator;
  bool up = false;
  switch (rounding) {
    case Rounding::floor: break;
    case Rounding::half_up: up = rest * 2 >= denominator; break;
    case Rounding::ceiling: up = rest != 0; break;
  }
  return static_cast<std::int64_t>(quotient) + (up ? 1 : 0);
}

}  // namespace kazasu::pricing
