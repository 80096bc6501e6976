#pragma once

#include <cstdint>

/// Every limit on what comes from outside, once. Values beyond are refused with `limit_exceeded`.
/// They bound each product in pricing far below 2^63 (wider ones are computed in 128 bits).
namespace kazasu::limits {

inline constexpr std::int64_t kUnitPriceMax = 1'000'000'000'000;  ///< minor units
inline constexpr std::int64_t kQuantityMax = 100'000;             ///< units of one line
inline constexpr std::int64_t kBasketLinesMax = 1'000;
inline constexpr std::int64_t kBasketUnitsMax = 100'000;
inline constexpr std::int64_t kBasketGrossMax = 1'000'000'000'000;  ///< minor units
inline constexpr std::int64_t kPointsMax = 1'000'000'000'000;  ///< any count of points in a request, reward or balance
inline constexpr std::int64_t kOffersMax = 100'000;
inline constexpr std::int64_t kDaysMax = 36'500;             ///< activation and expiry
inline constexpr std::int64_t kBasisPointsMax = 10'000;      ///< of a discount
inline constexpr std::int64_t kTaxBasisPointsMax = 100'000;  ///< a rate may be above 100 %
inline constexpr std::int64_t kTenthsMax = 1'000;            ///< of `points_times`: hundredfold
inline constexpr std::int64_t kAwardPointsMax = 1'000;       ///< for one step
inline constexpr std::int64_t kCountMax = 1'000'000'000;     ///< uses of an offer, stamps, limits on them
inline constexpr std::int64_t kBudgetsMax = 100;    ///< offers with a budget: every entry says what they had left
inline constexpr std::int64_t kWalletsMax = 16;     ///< of a program, beside its own
inline constexpr std::int64_t kListMax = 100'000;   ///< entries of any other list in a request
inline constexpr std::int64_t kTextBytesMax = 256;  ///< ids, products, segments, stores …

}  // namespace kazasu::limits
