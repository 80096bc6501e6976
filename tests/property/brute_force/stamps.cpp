#include "brute_force/sum.hpp"

#include <algorithm>
#include <tuple>

#include "brute_force/kinds.hpp"

namespace kazasu::brute_force {

I Sum::stamps_of(const Offer& offer) const {
  if (!std::get<reward::IssueCoupon>(offer.reward).per_unit) return 1;
  I units = 0;
  for (const std::size_t line : target_of(offer)) units += lines_[line].quantity;
  return offer.limits.per_basket > 0 ? std::min(units, offer.limits.per_basket) : units;
}

I Sum::held_stamps(const Offer& offer) const {
  for (const OfferUsage& one : sale_.member->usage) {
    if (one.offer == offer.id) return one.stamps;
  }
  return 0;
}

/// docs/pricing-extensions.md: stamp offers apply once the selection is known.
Sum::Selection Sum::stamp_offers(const Selection& best, Quote& quote) const {
  const auto issued = [&](const Offer& offer) {
    const I full = (held_stamps(offer) + stamps_of(offer)) / std::get<reward::IssueCoupon>(offer.reward).stamps;
    return offer.limits.coupons_per_basket > 0 ? std::min(full, offer.limits.coupons_per_basket) : full;
  };
  Selection taken;
  for (const Offer* offer : candidates_) {
    if (kind_of(*offer) != Kind::stamps) continue;
    const auto same_group = [&](const Offer* other) { return !offer->group.empty() && other->group == offer->group; };
    const auto beaten_by = [&](const Offer* other) {
      return kind_of(*other) == Kind::stamps && same_group(other) &&
             std::tuple{-issued(*other), -stamps_of(*other), other->id} <
                 std::tuple{-issued(*offer), -stamps_of(*offer), offer->id};
    };
    if (std::any_of(best.begin(), best.end(), same_group)) continue;
    if (std::any_of(candidates_.begin(), candidates_.end(), beaten_by)) continue;
    taken.push_back(offer);
    const auto& reward = std::get<reward::IssueCoupon>(offer->reward);
    quote.applied.push_back({offer->id, Money{}, Points{}});
    quote.issued_coupons.push_back({offer->id, reward.coupon, stamps_of(*offer), issued(*offer),
                                    add_days(date_, reward.available_days), issued(*offer) * reward.stamps});
  }
  return taken;
}

}  // namespace kazasu::brute_force
