#pragma once

#include <cstdint>
#include <vector>

#include "pricing/bit_rows.hpp"

namespace kazasu::pricing {

struct OfferTables;

/// For each moment, rank and segment the offers that it lets through, as bitmaps over offer numbers. So the offers that
/// are live for a sale are found by joining a few rows of bits, however many offers there are.
///
/// A field with more different values than its rows allow has none: its offers are let through here, and CONDITION
/// decides about each (`settled` is false for them).
struct LiveRows {
  static constexpr std::size_t kHourSlotsMax = 96;  ///< a day in quarters of an hour
  static constexpr std::size_t kDaySlotsMax = 128;
  static constexpr std::size_t kRanksMax = 64;
  static constexpr std::size_t kSegmentsMax = 256;

  BitRows weekdays;                      ///< row: 0 Sunday … 6
  BitRows month_days;                    ///< row: day of the month; none where no offer asks
  std::vector<std::int32_t> hour_edges;  ///< minutes, ascending, from 0: slot i lasts up to edge i + 1
  BitRows hours;                         ///< row: slot
  std::vector<std::int32_t> day_edges;   ///< days since 1970-01-01, ascending, from INT32_MIN
  BitRows days;                          ///< row: slot
  BitRows ranks;                         ///< row: rank; the last: no rank or one that no offer names
  BitRows segments;                      ///< row: segment; the last: offers that ask for none
  BitRows rewards;                       ///< row 0: discounts, row 1: points and stamps
  BitRows settled;                       ///< one row: no conditions but these rows and the minima

  [[nodiscard]] std::size_t bytes() const;
};

/// From the compiled offers and conditions.
LiveRows compile_live_rows(const OfferTables& tables);

}  // namespace kazasu::pricing
