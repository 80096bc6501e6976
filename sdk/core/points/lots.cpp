#include "kazasu/points/lots.hpp"

#include <algorithm>

#include "points/spending_order.hpp"

namespace kazasu {

namespace points {

bool spent_before(const Lot& a, const Lot& b) {
  if (a.expires_on != b.expires_on) {
    if (!a.expires_on || !b.expires_on) return a.expires_on.has_value();
    return *a.expires_on < *b.expires_on;
  }
  if (a.activates_on != b.activates_on) return a.activates_on < b.activates_on;
  return a.id < b.id;
}

Points take_in_order(std::vector<const Lot*> lots, Points wanted, std::vector<LotMovement>& movements) {
  std::sort(lots.begin(), lots.end(), [](const Lot* a, const Lot* b) { return spent_before(*a, *b); });
  for (const Lot* lot : lots) {
    const Points taken = std::min(wanted, lot->points);
    if (taken <= Points{}) continue;
    movements.push_back({lot->id, -taken});
    wanted -= taken;
  }
  return wanted;
}

}  // namespace points

LotState state_of(const Lot& lot, Date today) {
  if (lot.expires_on && *lot.expires_on < today) return LotState::expired;
  return lot.activates_on > today ? LotState::pending : LotState::active;
}

LotSums sums_of(std::span<const Lot> lots, std::string_view type, Date today) {
  LotSums sums;
  for (const Lot& lot : lots) {
    if (lot.type != type) continue;
    switch (state_of(lot, today)) {
      case LotState::pending: sums.pending += lot.points; break;
      case LotState::active: sums.active += lot.points; break;
      case LotState::expired: sums.expired += lot.points; break;
    }
  }
  return sums;
}

Points expiring_by(std::span<const Lot> lots, std::string_view type, Date today, Date last) {
  Points sum;
  for (const Lot& lot : lots) {
    const bool expires = lot.expires_on && *lot.expires_on <= last;
    if (lot.type == type && expires && state_of(lot, today) == LotState::active) sum += lot.points;
  }
  return sum;
}

Result<std::vector<LotMovement>> spend(std::span<const Lot> lots, std::string_view type, Points wanted, Date today) {
  if (wanted < Points{}) return Error{ErrorCode::invalid_argument, "points: must be at least 0"};
  std::vector<const Lot*> active;
  for (const Lot& lot : lots) {
    if (lot.type == type && state_of(lot, today) == LotState::active) active.push_back(&lot);
  }
  std::vector<LotMovement> movements;
  const Points missing = points::take_in_order(std::move(active), wanted, movements);
  if (missing > Points{}) {
    return Error{ErrorCode::redeem_not_allowed,
                 "points: " + std::to_string(missing.value()) + " more than the active lots hold"};
  }
  return movements;
}

std::vector<LotMovement> expire(std::span<const Lot> lots, Date today) {
  std::vector<LotMovement> movements;
  for (const Lot& lot : lots) {
    if (state_of(lot, today) == LotState::expired && lot.points > Points{}) movements.push_back({lot.id, -lot.points});
  }
  return movements;
}

}  // namespace kazasu
