#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/basket_lines.hpp"
#include "pricing/candidates.hpp"

namespace kazasu::pricing {

/// Offers of the whole basket are mostly alternatives: one group, one target. Then only one of them applies, taking off
/// more is better, and most of them can be set aside before anything is searched. Reused.
class BasketAlternatives {
 public:
  /// Marks in `dropped`, by place, those that another one always comes before.
  void drop_beaten(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                   std::span<std::uint8_t> dropped);

 private:
  std::vector<Number> kept_;
};

}  // namespace kazasu::pricing
