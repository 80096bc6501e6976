#pragma once

#include "kazasu/values/unit_integer.hpp"

namespace kazasu {

/// An amount in the program currency's minor unit (JPY: yen).
using Money = UnitInteger<struct MoneyUnit>;

namespace literals {
/// `150_jpy`: yen have no minor unit of their own.
constexpr Money operator""_jpy(unsigned long long yen) {
  return Money{static_cast<std::int64_t>(yen)};
}
}  // namespace literals

}  // namespace kazasu
