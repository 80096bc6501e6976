#pragma once

#include "kazasu/values/basket.hpp"
#include "kazasu/values/offer.hpp"

namespace kazasu::pricing {

/// Whether the filter matches the line (pricing.md, section 1: FILTER).
bool matches(const Filter& filter, const Line& line);

/// Discount rewards take only discountable lines, the others only awardable ones.
bool is_discount(const Reward& reward);
bool in_target(const Offer& offer, const Line& line);

}  // namespace kazasu::pricing
