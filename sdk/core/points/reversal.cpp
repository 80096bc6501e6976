// pricing.md, section 7: restored points and points taken back.
#include "kazasu/points/reversal.hpp"

#include <algorithm>

#include "points/spending_order.hpp"

namespace kazasu {
namespace {

Points& of_lot(std::vector<LotMovement>& movements, const std::string& lot) {
  const auto known =
      std::find_if(movements.begin(), movements.end(), [&](const LotMovement& one) { return one.lot == lot; });
  if (known != movements.end()) return known->points;
  return movements.emplace_back(LotMovement{lot, {}}).points;
}

}  // namespace

Result<std::vector<LotMovement>> restored_lots(std::span<const LotMovement> spent, Points restored) {
  std::vector<LotMovement> movements;
  if (restored < Points{}) return Error{ErrorCode::invalid_argument, "points: must be at least 0"};
  for (auto movement = spent.rbegin(); movement != spent.rend(); ++movement) {
    const Points back = std::min(restored, -movement->points);
    if (back <= Points{}) continue;
    movements.push_back({movement->lot, back});
    restored -= back;
  }
  if (restored > Points{}) return Error{ErrorCode::invalid_argument, "points: more than were spent"};
  return movements;
}

std::vector<LotMovement> difference(std::span<const LotMovement> before, std::span<const LotMovement> now) {
  std::vector<LotMovement> movements;
  for (const LotMovement& one : now) of_lot(movements, one.lot) += one.points;
  for (const LotMovement& one : before) of_lot(movements, one.lot) -= one.points;
  std::erase_if(movements, [](const LotMovement& one) { return one.points == Points{}; });
  return movements;
}

std::vector<RestoredPoints> give_back(std::span<const LotMovement> movements, std::span<const Lot> lots,
                                      const ExpiredLotPolicy& policy, Date today) {
  std::vector<RestoredPoints> restored;
  for (const LotMovement& movement : movements) {
    const auto lot = std::find_if(lots.begin(), lots.end(), [&](const Lot& one) { return one.id == movement.lot; });
    const bool expired = lot == lots.end() || state_of(*lot, today) == LotState::expired;
    RestoredPoints one{movement.lot, movement.points, false, std::nullopt};
    // What is collected again, a negative movement, comes out of the lot as it is.
    if (expired && movement.points > Points{}) {
      one.lost = policy.lost;
      if (!policy.lost) one.expires_on = add_days(today, policy.grace_days);
    }
    restored.push_back(std::move(one));
  }
  return restored;
}

Result<TakenBack> take_back(std::span<const Lot> lots, std::span<const std::string> own, std::string_view type,
                            Points wanted, ShortfallPolicy policy, Date today) {
  if (wanted < Points{}) return Error{ErrorCode::invalid_argument, "points: must be at least 0"};
  std::vector<const Lot*> own_pending, own_active, others;
  for (const Lot& lot : lots) {
    if (lot.type != type) continue;
    const bool is_own = std::find(own.begin(), own.end(), lot.id) != own.end();
    const LotState state = state_of(lot, today);
    if (is_own && state == LotState::pending) own_pending.push_back(&lot);
    if (is_own && state == LotState::active) own_active.push_back(&lot);
    if (!is_own && state == LotState::active) others.push_back(&lot);
  }
  TakenBack taken;
  for (auto* order : {&own_pending, &own_active, &others}) {
    wanted = points::take_in_order(std::move(*order), wanted, taken.movements);
  }
  switch (policy) {
    case ShortfallPolicy::debt: taken.debt = wanted; break;
    case ShortfallPolicy::clamp: taken.forgone = wanted; break;
    case ShortfallPolicy::deduct: taken.deducted = wanted; break;
  }
  return taken;
}

Repayment repay(Points award, Points debt) {
  const Points repaid = std::clamp(debt, Points{}, std::max(award, Points{}));
  return {repaid, award - repaid};
}

}  // namespace kazasu
