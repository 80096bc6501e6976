#pragma once

#include <optional>
#include <string>

#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::pricing {

/// The moment of a sale as conditions see it.
struct SaleTime {
  Date business_date;
  TimeOfDay wall_clock;
};
SaleTime sale_time(const Program& program, Timestamp at);

/// The first condition that does not hold.
struct FailedCondition {
  std::string field;   ///< its name in CONDITION
  std::string wanted;  ///< for people
  std::string found;   ///< for people
};

/// What stands in a filter's lines at undiscounted prices, before manual discounts (under `priced_by_pos`: after them).
struct FilterSum {
  Money amount;
  std::int64_t quantity = 0;
};
FilterSum sum_of(const Filter& filter, const Basket& basket);

/// Nothing when all conditions hold (pricing.md, section 1: CONDITION).
std::optional<FailedCondition> failed_condition(const Offer& offer, const Sale& sale, const SaleTime& time);

/// Whether `min_amount` and `min_quantity` hold for what the filter's lines come to.
bool minimums_hold(const Condition& when, const FilterSum& sum);

}  // namespace kazasu::pricing
