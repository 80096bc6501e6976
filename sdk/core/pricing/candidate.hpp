#pragma once

#include <cstdint>
#include <vector>

#include "kazasu/values/offer.hpp"

namespace kazasu::pricing {

/// An offer that may apply (pricing.md, section 2).
struct Candidate {
  const Offer* offer = nullptr;
  std::uint32_t request_position = 0;
  bool discount = false;  ///< else a points offer
  std::vector<std::uint32_t> target;  ///< line positions, ascending; at least one
};

/// Stage 1 or 2 of a discount reward, 3 of a points reward.
int stage_of(const Reward& reward);

/// Order of application: stage, then priority descending, then id ascending by bytes (pricing.md, section 3).
bool applies_before(const Candidate& a, const Candidate& b);

}  // namespace kazasu::pricing
