#include "brute_force/sum.hpp"

#include <algorithm>
#include <chrono>

#include "brute_force/kinds.hpp"

namespace kazasu::brute_force {
namespace {

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool filter_matches(const Filter& filter, const Line& line) {
  bool named = filter.products.empty() && filter.categories.empty() && filter.brands.empty();
  named = named || has(filter.products, line.product) || has(filter.brands, line.brand);
  for (const auto& category : line.categories) named = named || has(filter.categories, category);
  if (!named || has(filter.except_products, line.product)) return false;
  return std::none_of(line.categories.begin(), line.categories.end(),
                      [&](const std::string& category) { return has(filter.except_categories, category); });
}

}  // namespace

std::string Sum::failing_condition(const Offer& offer) const {
  const Condition& when = offer.when;
  const auto& member = sale_.member;
  if (when.valid_from && date_ < *when.valid_from) return "valid_from";
  if (when.valid_to && date_ > *when.valid_to) return "valid_to";
  const std::chrono::weekday weekday{std::chrono::sys_days{date_}};
  const auto& weekdays = when.weekdays;
  if (!weekdays.empty() && std::find(weekdays.begin(), weekdays.end(), weekday) == weekdays.end()) return "weekdays";
  const auto day = static_cast<std::int32_t>(static_cast<unsigned>(date_.day()));
  const auto& days = when.days_of_month;
  if (!days.empty() && std::find(days.begin(), days.end(), day) == days.end()) return "days_of_month";
  bool in_hours = when.hours.empty();
  for (const HourWindow& window : when.hours) {
    for (I minute = window.from.minutes; minute % 1440 != window.to.minutes; ++minute) {
      in_hours = in_hours || minute % 1440 == wall_.minutes;
    }
  }
  if (!in_hours) return "hours";
  if (!when.companies.empty() && !has(when.companies, sale_.basket.company)) return "companies";
  if (!when.stores.empty() && !has(when.stores, sale_.basket.store)) return "stores";
  if (!when.tenders.empty() && !has(when.tenders, sale_.basket.tender)) return "tenders";
  if (!when.ranks.empty() && !(member && has(when.ranks, member->rank))) return "ranks";
  const auto in_segment = [&](const std::string& segment) { return member && has(member->segments, segment); };
  const auto& any = when.segments_any;
  if (!any.empty() && std::none_of(any.begin(), any.end(), in_segment)) return "segments_any";
  if (!std::all_of(when.segments_all.begin(), when.segments_all.end(), in_segment)) return "segments_all";
  const auto month = static_cast<std::int32_t>(static_cast<unsigned>(date_.month()));
  if (when.birthday_month && !(member && member->birthday && member->birthday->month == month)) return "birthday_month";
  if (when.first_visit && !(member && member->first_visit)) return "first_visit";
  if (when.min_assurance && !(member && member->assurance >= *when.min_assurance)) return "min_assurance";
  I amount = 0, quantity = 0;
  for (const Line& line : lines_) {
    if (!filter_matches(offer.target, line)) continue;
    amount += line.quantity * line.unit_price.value();
    if (sale_.basket.priced_by_pos) amount -= line.manual_discount.value();
    quantity += line.quantity;
  }
  if (amount < when.min_amount.value()) return "min_amount";
  if (quantity < when.min_quantity) return "min_quantity";
  return "";
}

std::vector<std::size_t> Sum::target_of(const Offer& offer) const {
  std::vector<std::size_t> target;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const bool open = discounts(offer) ? lines_[i].discountable : lines_[i].awardable;
    if (open && filter_matches(offer.target, lines_[i])) target.push_back(i);
  }
  return target;
}

NotAppliedOffer Sum::reason_of(const Offer& offer) const {
  const auto because = [&](NotAppliedReason reason) { return NotAppliedOffer{offer.id, reason, "", "", "", ""}; };
  const auto& member = sale_.member;
  if (sale_.basket.priced_by_pos && discounts(offer)) return because(NotAppliedReason::priced_by_pos);
  const bool held = (member && has(member->coupons, offer.id)) || has(sale_.basket.coupon_codes, offer.id);
  if (offer.kind == OfferKind::coupon && !held) return because(NotAppliedReason::not_held);
  if (!discounts(offer) && !member) return because(NotAppliedReason::member);
  if (const std::string failing = failing_condition(offer); !failing.empty()) {
    NotAppliedOffer no = because(NotAppliedReason::condition);
    no.condition = failing;
    return no;
  }
  OfferUsage used;
  if (member) {
    for (const OfferUsage& one : member->usage) used = one.offer == offer.id ? one : used;
  }
  const OfferLimits& limits = offer.limits;
  const bool limited = limits.per_member_day > 0 || limits.per_member > 0;
  if (limited && (!member || (limits.per_member_day > 0 && used.today >= limits.per_member_day) ||
                  (limits.per_member > 0 && used.total >= limits.per_member))) {
    return because(NotAppliedReason::limit);
  }
  const bool gives_points = !discounts(offer) && !std::holds_alternative<reward::IssueCoupon>(offer.reward);
  const bool used_up = gives_points && limits.points_per_member > Points{} && used.points >= limits.points_per_member;
  if (target_of(offer).empty()) return because(used_up ? NotAppliedReason::limit : NotAppliedReason::no_target);
  return because(NotAppliedReason::not_best);
}

}  // namespace kazasu::brute_force
