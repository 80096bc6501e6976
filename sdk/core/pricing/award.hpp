#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/time.hpp"
#include "pricing/allocation.hpp"
#include "pricing/basket_lines.hpp"
#include "pricing/offer_tables.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// What awards count (pricing.md, section 3, stage 3: A(lines)), prepared for one state of the nets. Reused.
class AwardBase {
 public:
  /// `rules` are those of a wallet of the program. `redeemed_value` is what points paid: it is shared over all lines by
  /// net. The references must outlive the use.
  void prepare(const AwardRules& rules, const Program& program, const BasketLines& basket,
               std::span<const Int> line_nets, Int total, Int redeemed_value);

  /// Points of the step rule over all awardable lines.
  [[nodiscard]] Int base_points(StepRule rule) const { return step_points(all_, rule); }
  /// Points that a points offer awards over its target lines, which have so many units.
  [[nodiscard]] Int offer_points(const CompiledOffer& offer, std::span<const Number> target, Int units, StepRule rule) {
    const bool counts_amount = offer.kind == RewardKind::points_times;
    return points_over(offer, counts_amount ? amount_of(target) : 0, units, rule);
  }
  /// Of an offer whose target is every awardable line.
  [[nodiscard]] Int offer_points_of_all(const CompiledOffer& offer, Int units, StepRule rule) const {
    return points_over(offer, all_, units, rule);
  }

 private:
  [[nodiscard]] static Int step_points(Int amount, StepRule rule) {
    return rule.step == 0 ? 0 : amount / rule.step * rule.points;
  }
  [[nodiscard]] static Int points_over(const CompiledOffer& offer, Int amount, Int units, StepRule rule) {
    switch (offer.kind) {
      case RewardKind::points_times: {
        constexpr Int kOnce = 10;  // tenths
        if (offer.set <= kOnce) return 0;
        return multiply_divide(step_points(amount, rule), offer.set - kOnce, kOnce);
      }
      case RewardKind::points_bonus: return offer.amount;
      case RewardKind::points_per_unit:
        return offer.amount * (offer.per_basket == 0 ? units : std::min<Int>(units, offer.per_basket));
      default: return 0;
    }
  }
  [[nodiscard]] Int amount_of_rates() const;
  [[nodiscard]] Int amount_of(std::span<const Number> target) {
    return nets_count_ ? sum_of(target) : amount_of_each_rate(target);
  }
  [[nodiscard]] Int sum_of(std::span<const Number> target) const {
    Int sum = 0;
    for (const Number line : target) sum += line_values_[line];
    return sum;
  }
  [[nodiscard]] Int amount_of_each_rate(std::span<const Number> target);

  const AwardRules* rules_ = nullptr;
  const Program* program_ = nullptr;
  const BasketLines* basket_ = nullptr;
  Allocator allocator_;
  std::vector<Int> line_values_;  ///< 0 for lines that are not awardable
  std::vector<Int> shares_;
  bool nets_count_ = true;  ///< no tax to take out or to add
  std::vector<Int> by_rate_;
  Int all_ = 0;
};

/// The dates of awards made on one business date.
class AwardDates {
 public:
  AwardDates() = default;
  AwardDates(const AwardRules& rules, Date business_date);

  /// `days` 0: as the base award, which may never expire.
  void write(Award& award, Int days) const {
    award.activates_on = activation_;
    award.expires_on = days > 0 ? add_days(business_date_, days) : of_base_;  // an offer's own days are always exact
  }

 private:
  Date business_date_, activation_;
  std::optional<Date> of_base_;
};

}  // namespace kazasu::pricing
