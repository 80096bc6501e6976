#pragma once

#include <vector>

#include "pricing/exact_math.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// What points pay (pricing.md, section 3: Redeem), wallet by wallet in the order in which they are spent
/// (docs/pricing-extensions.md). Reused.
class Redemption {
 public:
  void prepare(const SaleFacts& facts, Int total);

  std::vector<Int> usable;  ///< by wallet
  Int value = 0;            ///< of all of them, in minor units

  /// What `usable` of this wallet would be for an unlimited request, the others as they are.
  [[nodiscard]] Int redeemable(const SaleFacts& facts, Number wallet, Int total) const;
};

}  // namespace kazasu::pricing
