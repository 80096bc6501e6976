#pragma once

#include <span>
#include <vector>

#include "pricing/basket_lines.hpp"
#include "pricing/candidates.hpp"
#include "pricing/components.hpp"
#include "pricing/exact_math.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// How low stage 1 can bring the lines: none below `lowest` (by line), but for `spread` in all.
struct AfterUnits {
  std::span<const Int> lowest;
  Int spread = 0;
};

/// When the nets `a` of some lines are certain to end in a higher total than the nets `b` of the same lines, whatever
/// is taken elsewhere and, before stage 2, whichever of its offers are taken after.
///
/// A unit of net on a line is worth between `low` and `high` of the total, by the percentages of stage 2 that may
/// follow and by the tax added. So `a` costs at least the sum, over the lines, of (a − b) × low where a > b, less that
/// of (b − a) × high where a < b. Rounding moves a total by less than half the threshold each: from the threshold on,
/// `a` is worse for certain. Weights are scaled by kScale.
class Margin {
 public:
  static constexpr Int kScale = kTenThousand * kTenThousand;

  /// Nets are final: only tax follows.
  void for_total(const OfferTables& tables, const BasketLines& basket, std::span<const Number> lines);
  /// Offers of stage 2 follow.
  void for_basket_stage(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                        const Components& components, const Cluster& cluster, const AfterUnits& after);

  /// What `a` loses against `b`, at least; parallel to `lines`.
  [[nodiscard]] Wide loss(std::span<const Number> lines, std::span<const Int> a, std::span<const Int> b) const;
  /// Whether sums of nets alone show that the loss is below the threshold.
  [[nodiscard]] bool surely_below_threshold(Int sum_a, Int sum_b) const;
  [[nodiscard]] Wide threshold() const { return threshold_; }
  /// Whether a unit of net is worth the same on every line, exactly: then sums decide.
  [[nodiscard]] bool uniform() const { return uniform_; }
  [[nodiscard]] Int highest_weight() const { return highest_; }

 private:
  void weigh_tax(const OfferTables& tables, const BasketLines& basket, std::span<const Number> lines);

  std::vector<Int> low_, high_;  ///< by line, where uniform_ is false
  Int lowest_ = kScale, highest_ = kScale;
  Wide threshold_ = kScale;
  bool uniform_ = true;
  bool one_high_ = true;          ///< `high` is the same for all lines
  std::vector<Number> by_group_;  ///< places of stage 2
};

}  // namespace kazasu::pricing
