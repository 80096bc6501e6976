#include "pricing/condition.hpp"

#include <algorithm>
#include <array>

#include "pricing/target.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr std::array<std::string_view, 3> kAssurances{"CLAIMED", "FRESH", "AUTHENTICATED"};

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string weekday_name(std::chrono::weekday weekday) { return std::string{kWeekdays.at(weekday.c_encoding())}; }

bool within(const HourWindow& window, TimeOfDay time) {
  if (window.from <= window.to) return window.from <= time && time < window.to;
  return window.from <= time || time < window.to;
}

using Failure = std::optional<FailedCondition>;

Failure failed_time(const Condition& when, const SaleTime& time) {
  const std::string date = format_date(time.business_date);
  if (when.valid_from && time.business_date < *when.valid_from) return FailedCondition{"valid_from", format_date(*when.valid_from), date};
  if (when.valid_to && *when.valid_to < time.business_date) return FailedCondition{"valid_to", format_date(*when.valid_to), date};
  if (!when.weekdays.empty()) {
    const std::chrono::weekday today{std::chrono::sys_days{time.business_date}};
    if (std::find(when.weekdays.begin(), when.weekdays.end(), today) == when.weekdays.end()) {
      std::string wanted;
      for (const auto weekday : when.weekdays) wanted += (wanted.empty() ? "" : ", ") + weekday_name(weekday);
      return FailedCondition{"weekdays", wanted, weekday_name(today)};
    }
  }
  if (!when.days_of_month.empty()) {
    const auto today = static_cast<std::int32_t>(static_cast<unsigned>(time.business_date.day()));
    if (std::find(when.days_of_month.begin(), when.days_of_month.end(), today) == when.days_of_month.end()) {
      std::string wanted;
      for (const std::int32_t day : when.days_of_month) wanted += (wanted.empty() ? "" : ", ") + std::to_string(day);
      return FailedCondition{"days_of_month", wanted, std::to_string(today)};
    }
  }
  const bool in_hours = when.hours.empty() || std::any_of(when.hours.begin(), when.hours.end(),
                                                          [&](const HourWindow& window) { return within(window, time.wall_clock); });
  if (!in_hours) {
    std::string wanted;
    for (const HourWindow& window : when.hours) {
      wanted += (wanted.empty() ? "" : ", ") + format_time_of_day(window.from) + "–" + format_time_of_day(window.to);
    }
    return FailedCondition{"hours", wanted, format_time_of_day(time.wall_clock)};
  }
  return std::nullopt;
}

Failure failed_place(const Condition& when, const Basket& basket) {
  if (!when.companies.empty() && !contains(when.companies, basket.company)) return FailedCondition{"companies", join(when.companies), basket.company};
  if (!when.stores.empty() && !contains(when.stores, basket.store)) return FailedCondition{"stores", join(when.stores), basket.store};
  if (!when.tenders.empty() && !contains(when.tenders, basket.tender)) return FailedCondition{"tenders", join(when.tenders), basket.tender};
  return std::nullopt;
}

/// Without a member any condition on the member is false.
Failure failed_member(const Condition& when, const std::optional<MemberView>& member, const SaleTime& time) {
  const std::string nobody = "no member";
  if (!when.ranks.empty() && (!member || !contains(when.ranks, member->rank))) {
    return FailedCondition{"ranks", join(when.ranks), member ? member->rank : nobody};
  }
  const auto held = [&](const std::string& segment) { return member && contains(member->segments, segment); };
  if (!when.segments_any.empty() && std::none_of(when.segments_any.begin(), when.segments_any.end(), held)) {
    return FailedCondition{"segments_any", join(when.segments_any), member ? join(member->segments) : nobody};
  }
  if (!when.segments_all.empty() && !std::all_of(when.segments_all.begin(), when.segments_all.end(), held)) {
    return FailedCondition{"segments_all", join(when.segments_all), member ? join(member->segments) : nobody};
  }
  if (when.birthday_month) {
    const auto month = static_cast<std::int32_t>(static_cast<unsigned>(time.business_date.month()));
    if (!member || !member->birthday || member->birthday->month != month) {
      const std::string found = !member ? nobody : member->birthday ? std::to_string(member->birthday->month) : "unknown";
      return FailedCondition{"birthday_month", std::to_string(month), found};
    }
  }
  if (when.first_visit && !(member && member->first_visit)) return FailedCondition{"first_visit", "first visit", member ? "has visited before" : nobody};
  if (when.min_assurance && !(member && *when.min_assurance <= member->assurance)) {
    const auto name = [](Assurance assurance) { return std::string{kAssurances.at(static_cast<std::size_t>(assurance))}; };
    return FailedCondition{"min_assurance", name(*when.min_assurance), member ? name(member->assurance) : nobody};
  }
  return std::nullopt;
}

Failure failed_minimum(const Condition& when, const FilterSum& sum) {
  if (sum.amount < when.min_amount) return FailedCondition{"min_amount", std::to_string(when.min_amount.value()), std::to_string(sum.amount.value())};
  if (sum.quantity < when.min_quantity) return FailedCondition{"min_quantity", std::to_string(when.min_quantity), std::to_string(sum.quantity)};
  return std::nullopt;
}

}  // namespace

SaleTime sale_time(const Program& program, Timestamp at) {
  return {business_date_at(program.time_zone, program.business_day_starts, at.unix_ms), wall_clock_at(program.time_zone, at.unix_ms).time};
}

FilterSum sum_of(const Filter& filter, const Basket& basket) {
  FilterSum sum;
  for (const Line& line : basket.lines) {
    if (!matches(filter, line)) continue;
    sum.amount += line.unit_price * line.quantity;
    if (basket.priced_by_pos) sum.amount -= line.manual_discount;
    sum.quantity += line.quantity;
  }
  return sum;
}

std::optional<FailedCondition> failed_condition(const Offer& offer, const Sale& sale, const SaleTime& time) {
  const Condition& when = offer.when;
  if (auto failed = failed_time(when, time)) return failed;
  if (auto failed = failed_place(when, sale.basket)) return failed;
  if (auto failed = failed_member(when, sale.member, time)) return failed;
  if (when.min_amount == Money{} && when.min_quantity == 0) return std::nullopt;
  return failed_minimum(when, sum_of(offer.target, sale.basket));
}

bool minimums_hold(const Condition& when, const FilterSum& sum) { return !failed_minimum(when, sum); }

}  // namespace kazasu::pricing
