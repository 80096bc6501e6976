#include "brute_force/kinds.hpp"

#include <array>

namespace kazasu::brute_force {

Kind kind_of(const Offer& offer) {
  constexpr std::array<Kind, 11> kKinds{Kind::unit,   Kind::unit,   Kind::unit,   Kind::unit,
                                        Kind::unit,   Kind::basket, Kind::basket, Kind::points,
                                        Kind::points, Kind::points, Kind::stamps};
  return kKinds.at(offer.reward.index());
}

bool discounts(const Offer& offer) {
  return kind_of(offer) == Kind::unit || kind_of(offer) == Kind::basket;
}

}  // namespace kazasu::brute_force
