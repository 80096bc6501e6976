#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/time/trusted_time.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu {

/// What becomes of an offer with a time window (dates, weekdays, days of the month, hours) where the true time is only
/// known to lie in an interval (docs/time.md).
enum class TimePolicy {
  clock,    ///< priced at the wall clock held inside the interval
  strict,   ///< it applies only if its window holds the whole interval
  lenient,  ///< it applies if its window holds any moment of the interval
};

/// The offers that a policy treats otherwise than their window at the time of the sale would.
struct TimeEffect {
  std::vector<std::string> withheld;  ///< ids, in the order of the offers
  std::vector<std::string> granted;

  [[nodiscard]] bool empty() const { return withheld.empty() && granted.empty(); }
};

/// Pure; any thread. `at_unix_ms` is the time that the sale is priced at, inside the interval. An interval of more than
/// 25 hours, or with no end, is taken to hold every weekday, day of the month and hour.
TimeEffect time_effect(TimePolicy policy, std::span<const Offer> offers, const Program& program,
                       const TimeInterval& interval, std::int64_t at_unix_ms);

/// The same offers without those withheld, and those granted without their window.
std::vector<Offer> with_time_effect(std::span<const Offer> offers, const TimeEffect& effect);
Result<std::shared_ptr<const OfferIndex>> with_time_effect(const OfferIndex& offers, const TimeEffect& effect);

/// Adds to the quote's reasons that these offers were withheld: the condition "clock".
void explain_time_effect(Quote& quote, const TimeEffect& effect);

}  // namespace kazasu
