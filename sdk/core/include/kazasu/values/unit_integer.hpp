#pragma once

#include <compare>
#include <cstdint>

namespace kazasu {

/// A 64-bit integer that counts one unit and mixes with no other.
/// Overflow cannot happen while the limits of limits.hpp hold; they are checked where values enter.
template <class Unit>
class UnitInteger {
 public:
  constexpr UnitInteger() = default;
  constexpr explicit UnitInteger(std::int64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::int64_t value() const { return value_; }

  friend constexpr auto operator<=>(UnitInteger, UnitInteger) = default;
  constexpr UnitInteger& operator+=(UnitInteger other) {
    value_ += other.value_;
    return *this;
  }
  constexpr UnitInteger& operator-=(UnitInteger other) {
    value_ -= other.value_;
    return *this;
  }
  friend constexpr UnitInteger operator+(UnitInteger a, UnitInteger b) { return a += b; }
  friend constexpr UnitInteger operator-(UnitInteger a, UnitInteger b) { return a -= b; }
  friend constexpr UnitInteger operator-(UnitInteger a) { return UnitInteger{-a.value_}; }
  friend constexpr UnitInteger operator*(UnitInteger a, std::int64_t count) { return UnitInteger{a.value_ * count}; }

 private:
  std::int64_t value_ = 0;
};

}  // namespace kazasu
