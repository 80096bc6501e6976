#pragma once

#include <span>

#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// Checks against every rule of pricing.md, section 1, and every limit of values/limits.hpp. An error's detail names
/// the field first, as in `basket.lines[2].unit_price: must be at least 0`. Fails with `invalid_argument` (against the
/// rules) or `limit_exceeded` (too large to handle). Pure; any thread.
Result<void> validate(const Program& program);
/// Also what holds between offers (unique ids) and between an offer and its program.
Result<void> validate(std::span<const Offer> offers, const Program& program);
Result<void> validate(const Sale& sale, const Program& program);
/// Goods of QuoteOptions::products: their ids, quantities and markdowns count for nothing.
Result<void> validate_shelf(std::span<const Line> shelf, const Program& program);

}  // namespace kazasu
