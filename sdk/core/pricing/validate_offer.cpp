// pricing.md, section 1: OFFER, CONDITION, FILTER and REWARD; docs/pricing-extensions.md: issue_coupon.
#include "kazasu/pricing/validate.hpp"

#include "kazasu/values/limits.hpp"
#include "pricing/field_check.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu {
namespace {

using pricing::check_range;
using pricing::check_size;
using pricing::check_text;
using pricing::check_texts;
using pricing::DuplicateFinder;
using pricing::Fault;
using pricing::fault_at;
using pricing::FieldPath;
using pricing::Int;

Fault check_dates(const FieldPath& when, const Condition& condition) {
  if (condition.valid_from && !condition.valid_from->ok()) return fault_at({&when, "valid_from"}, "is not a date");
  if (condition.valid_to && !condition.valid_to->ok()) return fault_at({&when, "valid_to"}, "is not a date");
  if (auto fault = check_size({&when, "weekdays"}, condition.weekdays.size(), limits::kListMax)) return fault;
  for (std::size_t i = 0; i < condition.weekdays.size(); ++i) {
    if (!condition.weekdays[i].ok()) return fault_at({&when, "weekdays", static_cast<Int>(i)}, "is not a weekday");
  }
  if (auto fault = check_size({&when, "days_of_month"}, condition.days_of_month.size(), limits::kListMax)) return fault;
  for (std::size_t i = 0; i < condition.days_of_month.size(); ++i) {
    const Int day = condition.days_of_month[i];
    if (day < 1 || day > 31) return fault_at({&when, "days_of_month", static_cast<Int>(i)}, "must be 1 to 31");
  }
  if (auto fault = check_size({&when, "hours"}, condition.hours.size(), limits::kListMax)) return fault;
  for (std::size_t i = 0; i < condition.hours.size(); ++i) {
    const FieldPath path{&when, "hours", static_cast<Int>(i)};
    const HourWindow& hours = condition.hours[i];
    if (auto fault = pricing::check_time({&path, "from"}, hours.from)) return fault;
    if (auto fault = pricing::check_time({&path, "to"}, hours.to)) return fault;
    if (hours.from == hours.to) return fault_at({&path, "to"}, "must differ from `from`");
  }
  return std::nullopt;
}

Fault check_condition(const FieldPath& offer, const Condition& condition) {
  const FieldPath when{&offer, "when"};
  if (auto fault = check_dates(when, condition)) return fault;
  if (auto fault = check_texts(when, "companies", condition.companies)) return fault;
  if (auto fault = check_texts(when, "stores", condition.stores)) return fault;
  if (auto fault = check_texts(when, "tenders", condition.tenders)) return fault;
  if (auto fault = check_texts(when, "ranks", condition.ranks)) return fault;
  if (auto fault = check_texts(when, "segments_any", condition.segments_any)) return fault;
  if (auto fault = check_texts(when, "segments_all", condition.segments_all)) return fault;
  if (auto fault = check_range({&when, "min_amount"}, condition.min_amount.value(), 0, limits::kBasketGrossMax)) {
    return fault;
  }
  return check_range({&when, "min_quantity"}, condition.min_quantity, 0, limits::kBasketUnitsMax);
}

Fault check_filter(const FieldPath& offer, const Filter& filter) {
  const FieldPath target{&offer, "target"};
  if (auto fault = check_texts(target, "products", filter.products)) return fault;
  if (auto fault = check_texts(target, "categories", filter.categories)) return fault;
  if (auto fault = check_texts(target, "brands", filter.brands)) return fault;
  if (auto fault = check_texts(target, "except_products", filter.except_products)) return fault;
  return check_texts(target, "except_categories", filter.except_categories);
}

/// One overload a reward: its name in the request and its ranges.
struct RewardCheck {
  const FieldPath& reward;

  [[nodiscard]] Fault range(std::string_view kind, std::string_view field, Int value, Int low, Int high) const {
    const FieldPath path{&reward, kind};
    return check_range({&path, field}, value, low, high);
  }
  Fault operator()(const reward::PercentOff& r) const {
    return range("percent_off", "basis_points", r.basis_points, 0, limits::kBasisPointsMax);
  }
  Fault operator()(const reward::AmountOffUnit& r) const {
    return range("amount_off_unit", "amount", r.amount.value(), 0, limits::kUnitPriceMax);
  }
  Fault operator()(const reward::UnitPrice& r) const {
    return range("unit_price", "price", r.price.value(), 0, limits::kUnitPriceMax);
  }
  Fault operator()(const reward::Bundle& r) const {
    if (auto fault = range("bundle", "buy", r.buy, 0, limits::kBasketUnitsMax)) return fault;
    if (auto fault = range("bundle", "get", r.get, 1, limits::kBasketUnitsMax)) return fault;
    return range("bundle", "basis_points", r.basis_points, 0, limits::kBasisPointsMax);
  }
  Fault operator()(const reward::MixMatch& r) const {
    if (auto fault = range("mix_match", "quantity", r.quantity, 1, limits::kBasketUnitsMax)) return fault;
    return range("mix_match", "price", r.price.value(), 0, limits::kBasketGrossMax);
  }
  Fault operator()(const reward::BasketPercentOff& r) const {
    return range("basket_percent_off", "basis_points", r.basis_points, 0, limits::kBasisPointsMax);
  }
  Fault operator()(const reward::BasketAmountOff& r) const {
    return range("basket_amount_off", "amount", r.amount.value(), 0, limits::kBasketGrossMax);
  }
  Fault operator()(const reward::PointsTimes& r) const {
    return range("points_times", "tenths", r.tenths, 0, limits::kTenthsMax);
  }
  Fault operator()(const reward::PointsBonus& r) const {
    return range("points_bonus", "points", r.points.value(), 0, limits::kPointsMax);
  }
  Fault operator()(const reward::PointsPerUnit& r) const {
    return range("points_per_unit", "points", r.points.value(), 0, limits::kPointsMax);
  }
  Fault operator()(const reward::IssueCoupon& r) const {
    const FieldPath path{&reward, "issue_coupon"};
    const FieldPath coupon{&path, "coupon"};
    if (r.coupon.empty()) return fault_at(coupon, "must name a coupon");
    if (auto fault = check_text(coupon, r.coupon)) return fault;
    if (auto fault = range("issue_coupon", "stamps", r.stamps, 1, limits::kBasketUnitsMax)) return fault;
    return range("issue_coupon", "available_days", r.available_days, 0, limits::kDaysMax);
  }
};

bool awards_points(const Reward& reward) {
  return std::holds_alternative<reward::PointsTimes>(reward) || std::holds_alternative<reward::PointsBonus>(reward) ||
         std::holds_alternative<reward::PointsPerUnit>(reward);
}

Fault check_caps(const FieldPath& path, const OfferLimits& caps) {
  const auto points = [&](std::string_view field, Points most) {
    return check_range({&path, field}, most.value(), 0, limits::kPointsMax);
  };
  if (auto fault = points("points_per_basket", caps.points_per_basket)) return fault;
  if (auto fault = points("points_per_member", caps.points_per_member)) return fault;
  return check_range({&path, "coupons_per_basket"}, caps.coupons_per_basket, 0, limits::kCountMax);
}

Fault check_budget(const FieldPath& path, const OfferBudget& budget) {
  if (auto fault = check_range({&path, "uses"}, budget.uses, 0, limits::kCountMax)) return fault;
  if (auto fault = check_range({&path, "amount"}, budget.amount.value(), 0, limits::kBasketGrossMax)) return fault;
  return check_range({&path, "points"}, budget.points.value(), 0, limits::kPointsMax);
}

Fault check_offer(const FieldPath& path, const Offer& offer, const Program& program) {
  if (offer.id.empty()) return fault_at({&path, "id"}, "must not be empty");
  if (auto fault = check_text({&path, "id"}, offer.id)) return fault;
  if (auto fault = check_text({&path, "group"}, offer.group)) return fault;
  if (auto fault = check_condition(path, offer.when)) return fault;
  if (auto fault = check_filter(path, offer.target)) return fault;
  const FieldPath reward{&path, "reward"};
  if (auto fault = std::visit(RewardCheck{reward}, offer.reward)) return fault;
  const FieldPath limits_path{&path, "limits"};
  if (auto fault = check_range({&limits_path, "per_basket"}, offer.limits.per_basket, 0, limits::kCountMax))
    return fault;
  if (auto fault = check_range({&limits_path, "per_member_day"}, offer.limits.per_member_day, 0, limits::kCountMax)) {
    return fault;
  }
  if (auto fault = check_range({&limits_path, "per_member"}, offer.limits.per_member, 0, limits::kCountMax))
    return fault;
  if (auto fault = check_caps(limits_path, offer.limits)) return fault;
  if (auto fault = check_budget({&path, "budget"}, offer.budget)) return fault;
  if (auto fault = check_range({&path, "expires_days"}, offer.expires_days, 0, limits::kDaysMax)) return fault;
  if (!offer.wallet.empty() && !awards_points(offer.reward)) {
    return fault_at({&path, "wallet"}, "is for offers that award points");
  }
  const pricing::Number wallet = pricing::wallet_number(program, offer.wallet);
  if (wallet == pricing::kNone) return fault_at({&path, "wallet"}, "is not one of the program's wallets");
  const AwardRules& award = wallet == 0 ? program.award : program.wallets[wallet - 1].award;
  if (awards_points(offer.reward) && offer.expires_days != 0 && offer.expires_days < award.activates_days) {
    return fault_at({&path, "expires_days"}, "an award cannot expire before it activates");
  }
  return std::nullopt;
}

}  // namespace

Result<void> validate(std::span<const Offer> offers, const Program& program) {
  if (auto fault = check_size({nullptr, "offers"}, offers.size(), limits::kOffersMax)) return *fault;
  DuplicateFinder ids;
  Int budgets = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const FieldPath path{nullptr, "offers", static_cast<Int>(i)};
    if (auto fault = check_offer(path, offers[i], program)) return *fault;
    budgets += offers[i].budget.limits() ? 1 : 0;
    if (budgets > limits::kBudgetsMax) {
      return fault_at({&path, "budget"}, "at most " + std::to_string(limits::kBudgetsMax) + " offers may have one",
                      ErrorCode::limit_exceeded);
    }
    ids.add(offers[i].id);
  }
  if (const auto twice = ids.find()) {
    const FieldPath path{nullptr, "offers", static_cast<Int>(*twice)};
    return fault_at({&path, "id"}, "must be unique");
  }
  return {};
}

}  // namespace kazasu
