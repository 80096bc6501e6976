#pragma once

#include <cstdint>
#include <limits>

#include "kazasu/values/limits.hpp"
#include "kazasu/values/program.hpp"

/// Integer arithmetic that cannot overflow within the limits of values/limits.hpp. No floating point in pricing.
namespace kazasu::pricing {

using Int = std::int64_t;
__extension__ typedef __int128 Wide;

inline constexpr Int kTenThousand = 10'000;  ///< basis points in 100 %
/// Factors up to here have a product below 2^63.
inline constexpr Int kNarrowMax = 3'037'000'499;

/// `numerator / denominator` for numerator ≥ 0 and denominator > 0. 64-bit where that is enough, which is mostly.
inline Int divide(Wide numerator, Int denominator, Rounding rounding) {
  const Wide half_up = rounding == Rounding::half_up ? denominator : 0;
  const Wide ceiling = rounding == Rounding::ceiling ? denominator - 1 : 0;
  const Wide top = half_up != 0 ? 2 * numerator + half_up : numerator + ceiling;
  const Int bottom = half_up != 0 ? 2 * denominator : denominator;
  if (top <= std::numeric_limits<Int>::max()) return static_cast<Int>(top) / bottom;
  return static_cast<Int>(top / bottom);
}

/// What `percentage` adds before it divides.
inline Int rounding_term(Rounding rounding) {
  switch (rounding) {
    case Rounding::floor: return 0;
    case Rounding::half_up: return kTenThousand / 2;
    case Rounding::ceiling: return kTenThousand - 1;
  }
  return 0;
}

/// `amount` × `basis_points` / 10000, rounded. 64 bits are enough for a basket's nets and the basis points of tax.
inline Int percentage(Int amount, Int basis_points, Rounding rounding) {
  static_assert(limits::kBasketGrossMax <= std::numeric_limits<Int>::max() / (4 * limits::kTaxBasisPointsMax));
  return (amount * basis_points + rounding_term(rounding)) / kTenThousand;
}

/// floor(a × b / c) for a, b ≥ 0 and c > 0; the quotient must fit 64 bits.
inline Int multiply_divide(Int a, Int b, Int c) {
  if (a <= kNarrowMax && b <= kNarrowMax) return a * b / c;
  return static_cast<Int>(static_cast<Wide>(a) * b / c);
}

}  // namespace kazasu::pricing
