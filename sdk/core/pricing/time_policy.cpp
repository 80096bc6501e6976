#include "kazasu/pricing/time_policy.hpp"

#include <algorithm>
#include <optional>

namespace kazasu {
namespace {

constexpr std::int64_t kMsPerMinute = 60'000;
/// 25 hours: the longest local day.
constexpr std::int64_t kMinutesMax = 1'500;

struct LocalMinute {
  Date business_date;
  TimeOfDay time;

  friend bool operator==(const LocalMinute&, const LocalMinute&) = default;
};

LocalMinute local_minute_at(const Program& program, std::int64_t unix_ms) {
  return {business_date_at(program.time_zone, program.business_day_starts, unix_ms),
          wall_clock_at(program.time_zone, unix_ms).time};
}

template <class List, class Value>
bool lists(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool in_hours(const std::vector<HourWindow>& hours, TimeOfDay time) {
  return hours.empty() || std::any_of(hours.begin(), hours.end(), [&](const HourWindow& window) {
           return window.from < window.to ? window.from <= time && time < window.to
                                          : window.from <= time || time < window.to;
         });
}

/// The time part of CONDITION (pricing.md, section 1).
bool holds_at(const Condition& when, const LocalMinute& at) {
  if (when.valid_from && at.business_date < *when.valid_from) return false;
  if (when.valid_to && *when.valid_to < at.business_date) return false;
  const std::chrono::weekday weekday{std::chrono::sys_days{at.business_date}};
  const auto day = static_cast<std::int32_t>(static_cast<unsigned>(at.business_date.day()));
  return lists(when.weekdays, weekday) && lists(when.days_of_month, day) && in_hours(when.hours, at.time);
}

bool has_window(const Condition& when) {
  return when.valid_from || when.valid_to || !when.weekdays.empty() || !when.days_of_month.empty() ||
         !when.hours.empty();
}

/// An interval as offers see it: each local minute in it, or only its first and last business date.
struct SeenInterval {
  std::vector<LocalMinute> minutes;
  Date first;
  std::optional<Date> last;
};

SeenInterval seen(const TimeInterval& interval, const Program& program) {
  SeenInterval result;
  const std::int64_t earliest = interval.earliest_unix_ms;
  result.first = local_minute_at(program, earliest).business_date;
  if (!interval.latest_unix_ms) return result;
  const std::int64_t latest = *interval.latest_unix_ms;
  result.last = local_minute_at(program, latest).business_date;
  if (latest - earliest > kMinutesMax * kMsPerMinute) return result;
  result.minutes.push_back(local_minute_at(program, earliest));
  // Offsets of zones in use today are whole minutes, so a local minute begins with one of UTC.
  for (std::int64_t at = earliest / kMsPerMinute * kMsPerMinute + kMsPerMinute; at <= latest; at += kMsPerMinute) {
    result.minutes.push_back(local_minute_at(program, at));
  }
  return result;
}

bool holds_throughout(const Condition& when, const SeenInterval& interval) {
  if (!interval.minutes.empty()) {
    return std::all_of(interval.minutes.begin(), interval.minutes.end(),
                       [&](const LocalMinute& minute) { return holds_at(when, minute); });
  }
  if (!when.weekdays.empty() || !when.days_of_month.empty() || !when.hours.empty()) return false;
  if (when.valid_from && interval.first < *when.valid_from) return false;
  return !when.valid_to || (interval.last && *interval.last <= *when.valid_to);
}

bool holds_somewhere(const Condition& when, const SeenInterval& interval) {
  if (!interval.minutes.empty()) {
    return std::any_of(interval.minutes.begin(), interval.minutes.end(),
                       [&](const LocalMinute& minute) { return holds_at(when, minute); });
  }
  if (when.valid_to && *when.valid_to < interval.first) return false;
  return !when.valid_from || !interval.last || *when.valid_from <= *interval.last;
}

bool lists_id(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

TimeEffect time_effect(TimePolicy policy, std::span<const Offer> offers, const Program& program,
                       const TimeInterval& interval, std::int64_t at_unix_ms) {
  TimeEffect effect;
  if (policy == TimePolicy::clock) return effect;
  const SeenInterval certain = seen(interval, program);
  if (certain.minutes.size() == 1) return effect;  // mostly: no window ends within a minute
  const LocalMinute at = local_minute_at(program, at_unix_ms);
  for (const Offer& offer : offers) {
    if (!has_window(offer.when)) continue;
    const bool holds = holds_at(offer.when, at);
    if (policy == TimePolicy::strict && holds && !holds_throughout(offer.when, certain)) {
      effect.withheld.push_back(offer.id);
    }
    if (policy == TimePolicy::lenient && !holds && holds_somewhere(offer.when, certain)) {
      effect.granted.push_back(offer.id);
    }
  }
  return effect;
}

std::vector<Offer> with_time_effect(std::span<const Offer> offers, const TimeEffect& effect) {
  std::vector<Offer> changed;
  for (const Offer& offer : offers) {
    if (lists_id(effect.withheld, offer.id)) continue;
    Offer& kept = changed.emplace_back(offer);
    if (!lists_id(effect.granted, offer.id)) continue;
    kept.when.valid_from.reset();
    kept.when.valid_to.reset();
    kept.when.weekdays.clear();
    kept.when.days_of_month.clear();
    kept.when.hours.clear();
  }
  return changed;
}

Result<std::shared_ptr<const OfferIndex>> with_time_effect(const OfferIndex& offers, const TimeEffect& effect) {
  return OfferIndex::build(offers.program(), with_time_effect(std::span{offers.offers()}, effect));
}

void explain_time_effect(Quote& quote, const TimeEffect& effect) {
  for (const std::string& id : effect.withheld) {
    NotAppliedOffer& reason = quote.not_applied.emplace_back();
    reason.offer = id;
    reason.reason = NotAppliedReason::condition;
    reason.condition = "clock";
  }
}

}  // namespace kazasu
