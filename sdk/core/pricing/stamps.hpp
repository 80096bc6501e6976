#pragma once

#include <span>
#include <vector>

#include "pricing/candidates.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// Stamp cards (docs/pricing-extensions.md): `issue_coupon` offers change neither total nor points, so they apply once
/// the selection is known, where their group is free; of a group, the one that issues most. Reused.
class StampChoice {
 public:
  /// `discounts`, `points`: places of the offers of the selection.
  void choose(const OfferTables& tables, const SaleFacts& facts, const Candidates& candidates,
              std::span<const Number> discounts, std::span<const Number> points);

  struct Stamped {
    Number place = kNone;
    Int stamps = 0;  ///< given by this checkout
    Int issued = 0;  ///< coupons
  };
  std::vector<Stamped> taken;  ///< in order of application

 private:
  void consider(const Candidates& candidates, const Stamped& stamped);

  std::vector<Number> closed_;  ///< groups
};

}  // namespace kazasu::pricing
