#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pricing/exact_math.hpp"

namespace kazasu::pricing {

/// Shares an amount by largest remainder (pricing.md, section 4). Holds scratch space between calls.
class Allocator {
 public:
  /// Writes to `shares` (same size as `weights`) what each item gets of `amount`; 0 ≤ amount, 0 ≤ each weight.
  /// The shares sum to `amount`, or are all 0 when all weights are.
  void share(Int amount, std::span<const Int> weights, std::span<Int> shares);

 private:
  struct Remainder {
    Int value;
    std::uint32_t item;
  };

  void share_left_over(Int left, std::span<Int> shares);

  std::vector<Remainder> remainders_;
};

}  // namespace kazasu::pricing
