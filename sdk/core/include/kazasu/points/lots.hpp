#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/points.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

/// Points as lots (pricing.md, sections 3 and 7). Everything here is pure: functions look at an account's lots and say
/// which movements to book. Dates are business dates; a lot can be spent from its activation to its expiry, both
/// inclusive.
namespace kazasu {

/// Points of one type, from one award, with one activation and one expiry.
struct Lot {
  std::string id;    ///< unique in the account
  std::string type;  ///< which wallet of the account; "" where a program has one type of points
  Points points;     ///< what is left, ≥ 0
  Date activates_on;
  std::optional<Date> expires_on;  ///< nothing: never
};

enum class LotState { pending, active, expired };
LotState state_of(const Lot& lot, Date today);

/// Points added to a lot, or, negative, taken from it.
struct LotMovement {
  std::string lot;
  Points points;

  friend bool operator==(const LotMovement&, const LotMovement&) = default;
};

/// Sums over the lots of one type.
struct LotSums {
  Points pending;
  Points active;
  Points expired;  ///< still in lots that have expired: to be booked by `expire`
};
LotSums sums_of(std::span<const Lot> lots, std::string_view type, Date today);

/// What the active lots hold that expire on `last` or before: what a member loses who does not come back until then.
Points expiring_by(std::span<const Lot> lots, std::string_view type, Date today, Date last);

/// Takes points from active lots of a type: from the lot that expires first, one without expiry last; where two expire
/// together, the one activated first, then the smaller id (bytes). Fails with `invalid_argument` on a negative number,
/// with `redeem_not_allowed` when the active lots hold less.
Result<std::vector<LotMovement>> spend(std::span<const Lot> lots, std::string_view type, Points points, Date today);

/// Takes what is left out of expired lots.
std::vector<LotMovement> expire(std::span<const Lot> lots, Date today);

}  // namespace kazasu
