#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kazasu/values/assurance.hpp"
#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu {

enum class OfferKind { campaign, coupon };

/// `from` inclusive, `to` exclusive; `from` > `to` spans midnight.
struct HourWindow {
  TimeOfDay from;
  TimeOfDay to;
};

/// All that are given must hold (pricing.md, section 1: CONDITION). The members stand in the order in which a failing
/// one is named.
struct Condition {
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;
  std::vector<std::chrono::weekday> weekdays;
  std::vector<std::int32_t> days_of_month;  ///< 1…31
  std::vector<HourWindow> hours;
  std::vector<std::string> companies;
  std::vector<std::string> stores;
  std::vector<std::string> tenders;
  std::vector<std::string> ranks;
  std::vector<std::string> segments_any;
  std::vector<std::string> segments_all;
  bool birthday_month = false;
  bool first_visit = false;
  std::optional<Assurance> min_assurance;
  Money min_amount;               ///< 0: no minimum
  std::int64_t min_quantity = 0;  ///< 0: no minimum
};

/// Which lines (pricing.md, section 1: FILTER).
struct Filter {
  std::vector<std::string> products;
  std::vector<std::string> categories;
  std::vector<std::string> brands;
  std::vector<std::string> except_products;
  std::vector<std::string> except_categories;
};

namespace reward {
struct PercentOff {
  std::int64_t basis_points = 0;
};
struct AmountOffUnit {
  Money amount;
};
struct UnitPrice {
  Money price;
};
struct Bundle {
  std::int64_t buy = 0, get = 0, basis_points = 0;
};
struct MixMatch {
  std::int64_t quantity = 0;
  Money price;
};
struct BasketPercentOff {
  std::int64_t basis_points = 0;
};
struct BasketAmountOff {
  Money amount;
};
struct PointsTimes {
  std::int64_t tenths = 0;
};  ///< 20 = double points
struct PointsBonus {
  Points points;
};
struct PointsPerUnit {
  Points points;
};
/// A stamp card: each visit or target unit gives stamps; `stamps` of them give the coupon `coupon`
/// (docs/pricing-extensions.md).
struct IssueCoupon {
  std::string coupon;               ///< offer id of the coupon that is issued
  std::int64_t stamps = 1;          ///< needed for one coupon
  bool per_unit = false;            ///< a stamp for each target unit; else one for the checkout
  std::int64_t available_days = 0;  ///< the coupon may be used from the business date plus these days
};
}  // namespace reward

using Reward = std::variant<reward::PercentOff, reward::AmountOffUnit, reward::UnitPrice, reward::Bundle,
                            reward::MixMatch, reward::BasketPercentOff, reward::BasketAmountOff, reward::PointsTimes,
                            reward::PointsBonus, reward::PointsPerUnit, reward::IssueCoupon>;

/// 0 = no limit.
struct OfferLimits {
  std::int64_t per_basket = 0;
  std::int64_t per_member_day = 0;
  std::int64_t per_member = 0;
  Points points_per_basket;             ///< that it awards (docs/pricing-extensions.md)
  Points points_per_member;             ///< that it awards in all
  std::int64_t coupons_per_basket = 0;  ///< that it issues
};

/// What an offer may come to for all customers at all stores together (docs/pricing-extensions.md). 0 = no limit.
struct OfferBudget {
  std::int64_t uses = 0;  ///< baskets
  Money amount;           ///< of its discounts
  Points points;          ///< that it awards

  [[nodiscard]] bool limits() const { return uses > 0 || amount > Money{} || points > Points{}; }
};

/// A campaign or a coupon. A coupon's code is its id.
struct Offer {
  std::string id;
  OfferKind kind = OfferKind::campaign;
  std::string title;  ///< for receipts and screens; not part of any rule
  std::string group;
  bool exclusive = false;
  std::int64_t priority = 0;
  Condition when;
  Filter target;
  Reward reward;
  OfferLimits limits;
  std::int64_t expires_days = 0;  ///< of the points it awards; 0: as the base award
  std::string wallet;             ///< whose points it awards; "": the program's own
  OfferBudget budget;
};

}  // namespace kazasu
