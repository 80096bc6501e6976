#pragma once

#include "kazasu/values/basket.hpp"
#include "kazasu/values/offer.hpp"
#include "pricing/basket_lines.hpp"

namespace kazasu::pricing {

/// Whether the filter matches the line (pricing.md, section 1: FILTER). For single offers; quotes use TargetMatcher.
bool matches(const Filter& filter, const Line& line);
/// Whether the line is in the offer's target: discount rewards take only discountable lines, the others only awardable
/// ones.
bool in_target(const Offer& offer, const Line& line);
/// What `min_amount` and `min_quantity` look at.
FilterTotals totals_of(const Filter& filter, const Basket& basket);

}  // namespace kazasu::pricing
