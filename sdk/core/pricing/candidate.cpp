#include "pricing/candidate.hpp"

#include <tuple>
#include <variant>

#include "pricing/target.hpp"

namespace kazasu::pricing {

int stage_of(const Reward& reward) {
  if (std::holds_alternative<reward::BasketPercentOff>(reward) || std::holds_alternative<reward::BasketAmountOff>(reward)) return 2;
  return is_discount(reward) ? 1 : 3;
}

bool applies_before(const Candidate& a, const Candidate& b) {
  const auto key = [](const Candidate& candidate) {
    return std::tuple{stage_of(candidate.offer->reward), -candidate.offer->priority, std::string_view{candidate.offer->id}};
  };
  return key(a) < key(b);
}

}  // namespace kazasu::pricing
