#pragma once

#include "kazasu/values/unit_integer.hpp"

namespace kazasu {

/// A number of points of one program.
using Points = UnitInteger<struct PointsUnit>;

namespace literals {
constexpr Points operator""_pt(unsigned long long points) {
  return Points{static_cast<std::int64_t>(points)};
}
}  // namespace literals

}  // namespace kazasu
