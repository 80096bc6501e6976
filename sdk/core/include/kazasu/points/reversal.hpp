#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kazasu/points/lots.hpp"

/// What returns do to lots (pricing.md, section 7). Returns are cumulative, so these functions are too: they say what
/// all returns of a sale so far come to, and a return books the difference to the one before. So any order of returns
/// ends in the same lots.
namespace kazasu {

/// What becomes of points that go back to a lot which has expired meanwhile.
struct ExpiredLotPolicy {
  bool lost = false;            ///< they are written off
  std::int64_t grace_days = 0;  ///< else they may be spent for so many days, from today on
};

/// Points that go back to the lot they were spent from.
struct RestoredPoints {
  std::string lot;
  Points points;
  bool lost = false;               ///< written off, as an entry of its own
  std::optional<Date> expires_on;  ///< a new expiry; nothing: the lot's own holds
};

/// How `restored` points (all returns of the sale so far) lie in the lots of `spent` (the movements of `spend`): the
/// lot spent last, which lives longest, is filled first. Fails with `invalid_argument` when more is restored than was
/// spent.
Result<std::vector<LotMovement>> restored_lots(std::span<const LotMovement> spent, Points restored);

/// The movements from one state to another, by lot in the order of first naming; zeros are left out.
std::vector<LotMovement> difference(std::span<const LotMovement> before, std::span<const LotMovement> now);

/// Applies the policy to movements that give points back. `lots` are those of the account; one that is gone counts as
/// expired.
std::vector<RestoredPoints> give_back(std::span<const LotMovement> movements, std::span<const Lot> lots,
                                      const ExpiredLotPolicy& policy, Date today);

/// What happens when a member has fewer points than a return takes back.
enum class ShortfallPolicy {
  debt,    ///< the balance goes negative, and the next awards repay it
  clamp,   ///< the shop forgoes them
  deduct,  ///< they come off the cash refund
};

struct TakenBack {
  std::vector<LotMovement> movements;  ///< negative
  Points debt;                         ///< added to the account's debt
  Points forgone;                      ///< written off, as an entry of its own
  Points deducted;                     ///< to be deducted from cash, at the value of a point
};

/// Takes awarded points back: from the sale's own lots while they are pending, then from its own active ones, then from
/// the account's other active lots of the type by first expiry. `own`: ids of the lots that the sale awarded. Fails
/// with `invalid_argument` on a negative number.
Result<TakenBack> take_back(std::span<const Lot> lots, std::span<const std::string> own, std::string_view type,
                            Points points, ShortfallPolicy policy, Date today);

/// How an award repays a debt: what of it becomes a lot.
struct Repayment {
  Points repaid;
  Points left;
};
Repayment repay(Points award, Points debt);

}  // namespace kazasu
