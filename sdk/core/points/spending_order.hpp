#pragma once

#include <vector>

#include "kazasu/points/lots.hpp"

namespace kazasu::points {

/// First to expire first, one without expiry last; then the one activated first; then the smaller id.
bool spent_before(const Lot& a, const Lot& b);

/// Takes points from lots in their order until enough are taken; returns what is still missing.
Points take_in_order(std::vector<const Lot*> lots, Points points, std::vector<LotMovement>& movements);

}  // namespace kazasu::points
