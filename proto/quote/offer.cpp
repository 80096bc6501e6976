#include <array>

#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"
#include "quote/message_form.hpp"

namespace kazasu::proto {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

template <class Field>
std::vector<std::string> texts(const Field& field) {
  return {field.begin(), field.end()};
}

template <class Field>
void add_all(const std::vector<std::string>& values, Field* field) {
  for (const std::string& value : values) field->Add(std::string{value});
}

Result<std::chrono::weekday> weekday_from(std::string_view path, const std::string& text) {
  for (unsigned day = 0; day < kWeekdays.size(); ++day) {
    if (kWeekdays[day] == text) return std::chrono::weekday{day};
  }
  return field_error(path, text, "one of MON TUE WED THU FRI SAT SUN");
}

Result<HourWindow> hours_from(const v1::Hours& message) {
  auto from = time_of_day_field("from", message.from());
  if (!from) return from.error();
  auto to = time_of_day_field("to", message.to());
  if (!to) return to.error();
  return HourWindow{*from, *to};
}

Result<Condition> condition_from(const v1::Condition& message) {
  Condition when;
  auto valid_from = optional_date_field("valid_from", message.valid_from());
  if (!valid_from) return valid_from.error();
  when.valid_from = *valid_from;
  auto valid_to = optional_date_field("valid_to", message.valid_to());
  if (!valid_to) return valid_to.error();
  when.valid_to = *valid_to;
  for (int i = 0; i < message.weekdays_size(); ++i) {
    auto weekday = weekday_from(indexed("weekdays", i), message.weekdays(i));
    if (!weekday) return weekday.error();
    when.weekdays.push_back(*weekday);
  }
  when.days_of_month.assign(message.days_of_month().begin(), message.days_of_month().end());
  for (int i = 0; i < message.hours_size(); ++i) {
    auto window = hours_from(message.hours(i));
    if (!window) return within(indexed("hours", i), window.error());
    when.hours.push_back(*window);
  }
  when.companies = texts(message.companies());
  when.stores = texts(message.stores());
  when.tenders = texts(message.tenders());
  when.ranks = texts(message.ranks());
  when.segments_any = texts(message.segments_any());
  when.segments_all = texts(message.segments_all());
  when.birthday_month = message.birthday_month();
  when.first_visit = message.first_visit();
  if (message.has_min_assurance()) {
    auto assurance = enum_field<Assurance>("min_assurance", message.min_assurance(), v1::Member::AUTHENTICATED);
    if (!assurance) return assurance.error();
    when.min_assurance = *assurance;
  }
  when.min_amount = Money{message.min_amount()};
  when.min_quantity = message.min_quantity();
  return when;
}

v1::Condition message_of(const Condition& when) {
  v1::Condition message;
  if (when.valid_from) message.set_valid_from(format_date(*when.valid_from));
  if (when.valid_to) message.set_valid_to(format_date(*when.valid_to));
  for (const std::chrono::weekday weekday : when.weekdays)
    message.add_weekdays(std::string{kWeekdays.at(weekday.c_encoding())});
  for (const std::int32_t day : when.days_of_month) message.add_days_of_month(day);
  for (const HourWindow& window : when.hours) {
    auto& hours = *message.add_hours();
    hours.set_from(format_time_of_day(window.from));
    hours.set_to(format_time_of_day(window.to));
  }
  add_all(when.companies, message.mutable_companies());
  add_all(when.stores, message.mutable_stores());
  add_all(when.tenders, message.mutable_tenders());
  add_all(when.ranks, message.mutable_ranks());
  add_all(when.segments_any, message.mutable_segments_any());
  add_all(when.segments_all, message.mutable_segments_all());
  message.set_birthday_month(when.birthday_month);
  message.set_first_visit(when.first_visit);
  if (when.min_assurance) message.set_min_assurance(static_cast<v1::Member::Assurance>(*when.min_assurance));
  message.set_min_amount(when.min_amount.value());
  message.set_min_quantity(when.min_quantity);
  return message;
}

v1::Filter message_of(const Filter& target) {
  v1::Filter message;
  add_all(target.products, message.mutable_products());
  add_all(target.categories, message.mutable_categories());
  add_all(target.brands, message.mutable_brands());
  add_all(target.except_products, message.mutable_except_products());
  add_all(target.except_categories, message.mutable_except_categories());
  return message;
}

v1::OfferLimits message_of(const OfferLimits& limits) {
  v1::OfferLimits message;
  message.set_per_basket(limits.per_basket);
  message.set_per_member_day(limits.per_member_day);
  message.set_per_member(limits.per_member);
  message.set_points_per_basket(limits.points_per_basket.value());
  message.set_points_per_member(limits.points_per_member.value());
  message.set_coupons_per_basket(limits.coupons_per_basket);
  return message;
}

/// Nothing for a kind that this build does not know.
std::optional<Reward> reward_from(const v1::Reward& message) {
  switch (message.kind_case()) {
    case v1::Reward::kPercentOff: return reward::PercentOff{message.percent_off().basis_points()};
    case v1::Reward::kAmountOffUnit: return reward::AmountOffUnit{Money{message.amount_off_unit().amount()}};
    case v1::Reward::kUnitPrice: return reward::UnitPrice{Money{message.unit_price().price()}};
    case v1::Reward::kBundle:
      return reward::Bundle{message.bundle().buy(), message.bundle().get(), message.bundle().basis_points()};
    case v1::Reward::kMixMatch:
      return reward::MixMatch{message.mix_match().quantity(), Money{message.mix_match().price()}};
    case v1::Reward::kBasketPercentOff: return reward::BasketPercentOff{message.basket_percent_off().basis_points()};
    case v1::Reward::kBasketAmountOff: return reward::BasketAmountOff{Money{message.basket_amount_off().amount()}};
    case v1::Reward::kPointsTimes: return reward::PointsTimes{message.points_times().tenths()};
    case v1::Reward::kPointsBonus: return reward::PointsBonus{Points{message.points_bonus().points()}};
    case v1::Reward::kPointsPerUnit: return reward::PointsPerUnit{Points{message.points_per_unit().points()}};
    case v1::Reward::kIssueCoupon: {
      const auto& issue = message.issue_coupon();
      return reward::IssueCoupon{issue.coupon(), issue.stamps(), issue.per_unit(), issue.available_days()};
    }
    case v1::Reward::KIND_NOT_SET: return std::nullopt;
  }
  return std::nullopt;
}

/// Writes one reward kind into the message's oneof.
struct RewardWriter {
  v1::Reward& message;

  void operator()(const reward::PercentOff& reward) const {
    message.mutable_percent_off()->set_basis_points(reward.basis_points);
  }
  void operator()(const reward::AmountOffUnit& reward) const {
    message.mutable_amount_off_unit()->set_amount(reward.amount.value());
  }
  void operator()(const reward::UnitPrice& reward) const {
    message.mutable_unit_price()->set_price(reward.price.value());
  }
  void operator()(const reward::Bundle& reward) const {
    auto& bundle = *message.mutable_bundle();
    bundle.set_buy(reward.buy);
    bundle.set_get(reward.get);
    bundle.set_basis_points(reward.basis_points);
  }
  void operator()(const reward::MixMatch& reward) const {
    message.mutable_mix_match()->set_quantity(reward.quantity);
    message.mutable_mix_match()->set_price(reward.price.value());
  }
  void operator()(const reward::BasketPercentOff& reward) const {
    message.mutable_basket_percent_off()->set_basis_points(reward.basis_points);
  }
  void operator()(const reward::BasketAmountOff& reward) const {
    message.mutable_basket_amount_off()->set_amount(reward.amount.value());
  }
  void operator()(const reward::PointsTimes& reward) const {
    message.mutable_points_times()->set_tenths(reward.tenths);
  }
  void operator()(const reward::PointsBonus& reward) const {
    message.mutable_points_bonus()->set_points(reward.points.value());
  }
  void operator()(const reward::PointsPerUnit& reward) const {
    message.mutable_points_per_unit()->set_points(reward.points.value());
  }
  void operator()(const reward::IssueCoupon& reward) const {
    auto& issue = *message.mutable_issue_coupon();
    issue.set_coupon(reward.coupon);
    issue.set_stamps(reward.stamps);
    issue.set_per_unit(reward.per_unit);
    issue.set_available_days(reward.available_days);
  }
};

}  // namespace

Result<Offer> offer_from_message(const v1::Offer& message) {
  // A rule that this build does not know must not be left out of the calculation.
  if (const auto unknown = first_unknown_field(message)) {
    return Error{ErrorCode::offer_unsupported,
                 *unknown + ": offer \"" + message.id() + "\" has a field that is not known here"};
  }
  Offer offer;
  offer.id = message.id();
  auto kind = enum_field<OfferKind>("kind", message.kind(), v1::Offer::COUPON);
  if (!kind) return kind.error();
  offer.kind = *kind;
  offer.title = message.title();
  offer.group = message.group();
  offer.exclusive = message.exclusive();
  offer.priority = message.priority();
  auto when = condition_from(message.when());
  if (!when) return within("when", when.error());
  offer.when = std::move(*when);
  const v1::Filter& target = message.target();
  offer.target = {texts(target.products()), texts(target.categories()), texts(target.brands()),
                  texts(target.except_products()), texts(target.except_categories())};
  auto reward = reward_from(message.reward());
  if (!reward) {
    return Error{ErrorCode::offer_unsupported,
                 "reward: offer \"" + message.id() + "\" has none of a kind that is known here"};
  }
  offer.reward = std::move(*reward);
  const v1::OfferLimits& limits = message.limits();
  offer.limits = {limits.per_basket(),
                  limits.per_member_day(),
                  limits.per_member(),
                  Points{limits.points_per_basket()},
                  Points{limits.points_per_member()},
                  limits.coupons_per_basket()};
  offer.expires_days = message.expires_days();
  offer.wallet = message.wallet();
  const v1::OfferBudget& budget = message.budget();
  offer.budget = {budget.uses(), Money{budget.amount()}, Points{budget.points()}};
  return offer;
}

Result<std::vector<Offer>> offers_from_messages(const google::protobuf::RepeatedPtrField<v1::Offer>& messages) {
  std::vector<Offer> offers;
  offers.reserve(static_cast<std::size_t>(messages.size()));
  for (int i = 0; i < messages.size(); ++i) {
    auto offer = offer_from_message(messages[i]);
    if (!offer) return within(indexed("offers", i), offer.error());
    offers.push_back(std::move(*offer));
  }
  return offers;
}

v1::Offer to_message(const Offer& offer) {
  v1::Offer message;
  message.set_id(offer.id);
  message.set_kind(static_cast<v1::Offer::Kind>(offer.kind));
  message.set_title(offer.title);
  message.set_group(offer.group);
  message.set_exclusive(offer.exclusive);
  message.set_priority(offer.priority);
  if (v1::Condition when = message_of(offer.when); !is_default(when)) message.mutable_when()->Swap(&when);
  if (v1::Filter target = message_of(offer.target); !is_default(target)) message.mutable_target()->Swap(&target);
  std::visit(RewardWriter{*message.mutable_reward()}, offer.reward);
  if (v1::OfferLimits limits = message_of(offer.limits); !is_default(limits)) message.mutable_limits()->Swap(&limits);
  message.set_expires_days(offer.expires_days);
  message.set_wallet(offer.wallet);
  if (offer.budget.limits()) {
    message.mutable_budget()->set_uses(offer.budget.uses);
    message.mutable_budget()->set_amount(offer.budget.amount.value());
    message.mutable_budget()->set_points(offer.budget.points.value());
  }
  return message;
}

}  // namespace kazasu::proto
