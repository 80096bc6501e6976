#pragma once

#include "kazasu/values/offer.hpp"

namespace kazasu::brute_force {

enum class Kind { unit = 1, basket = 2, points = 3, stamps = 4 };

Kind kind_of(const Offer& offer);
bool discounts(const Offer& offer);

}  // namespace kazasu::brute_force
