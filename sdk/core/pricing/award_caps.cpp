// docs/pricing-extensions.md: caps against abuse.
#include "pricing/award_caps.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {
namespace {

/// How many points the wallet may award now, and which cap says so.
struct Room {
  Int points = std::numeric_limits<Int>::max();
  AwardCap cap = AwardCap::none;

  void narrow(Int most, AwardCap by) {
    if (most >= points) return;
    points = std::max<Int>(most, 0);
    cap = by;
  }
};

Room room_of(const WalletFacts& wallet, const MemberView& member) {
  const AwardCaps& caps = wallet.award->caps;
  Room room;
  if (caps.checkouts_per_day > 0 && member.checkouts_today >= caps.checkouts_per_day) {
    room.narrow(0, AwardCap::checkouts_per_day);
  }
  if (caps.per_checkout > Points{}) room.narrow(caps.per_checkout.value(), AwardCap::per_checkout);
  if (caps.per_day > Points{}) room.narrow(caps.per_day.value() - wallet.awarded_today, AwardCap::per_day);
  return room;
}

}  // namespace

void CappedAwards::settle(const SaleFacts& facts, PointsChoice& points, std::vector<Number>& picks) {
  given.clear();
  left_out_.clear();
  room_.clear();
  closest_.clear();
  cuts.assign(facts.wallets.size(), {});
  if (facts.member == nullptr || !points.matters()) {
    picks.clear();
    return;
  }
  for (const WalletFacts& wallet : facts.wallets) {
    const Room room = room_of(wallet, *facts.member);
    room_.push_back(room.points);
    closest_.push_back(room.cap);
  }
  for (Number wallet = 0; wallet < facts.wallets.size(); ++wallet) {
    given.push_back({kNone, wallet, cut(wallet, points.base_points(wallet))});
  }
  std::erase_if(picks, [&](Number place) {
    const Number wallet = points.wallet_of(place);
    const Int left = cut(wallet, points.points_of(place));
    if (left == 0) left_out_.push_back(place);
    if (left > 0) given.push_back({place, wallet, left});
    return left == 0;
  });
}

Int CappedAwards::cut(Number wallet, Int points) {
  const Int left = std::min(points, room_[wallet]);
  room_[wallet] -= left;
  if (left < points) {
    cuts[wallet].points = std::min(cuts[wallet].points + points - left, kPointsSumMax);
    cuts[wallet].cap = closest_[wallet];
  }
  return left;
}

bool CappedAwards::left_out(Number place) const {
  return std::find(left_out_.begin(), left_out_.end(), place) != left_out_.end();
}

}  // namespace kazasu::pricing
