#include "pricing/stamps.hpp"

#include <algorithm>

namespace kazasu::pricing {

void StampChoice::choose(const OfferTables& tables, const SaleFacts& facts, const Candidates& candidates,
                         std::span<const Number> discounts, std::span<const Number> points) {
  taken.clear();
  const Range stamp_cards = candidates.of_stage(Stage::stamps);
  if (stamp_cards.empty()) return;
  closed_.clear();
  for (const auto places : {discounts, points}) {
    for (const Number place : places) {
      if (candidates.all[place].offer->group != kNone) closed_.push_back(candidates.all[place].offer->group);
    }
  }
  for (Number place = stamp_cards.begin; place < stamp_cards.end; ++place) {
    const Candidate& candidate = candidates.all[place];
    const CompiledOffer& offer = *candidate.offer;
    const Int units = offer.per_basket == 0 ? candidate.units : std::min<Int>(candidate.units, offer.per_basket);
    const Int stamps = offer.per_unit ? units : 1;
    Int issued = (facts.usage(candidate.number).stamps + stamps) / offer.set;
    const Int most = tables.offers[offer.position].limits.coupons_per_basket;
    if (most > 0) issued = std::min(issued, most);
    consider(candidates, {place, stamps, issued});
  }
}

void StampChoice::consider(const Candidates& candidates, const Stamped& stamped) {
  const CompiledOffer& offer = *candidates.all[stamped.place].offer;
  if (offer.group == kNone) {
    taken.push_back(stamped);
    return;
  }
  if (std::find(closed_.begin(), closed_.end(), offer.group) != closed_.end()) return;
  const auto same = std::find_if(taken.begin(), taken.end(), [&](const Stamped& other) {
    return candidates.all[other.place].offer->group == offer.group;
  });
  if (same == taken.end()) {
    taken.push_back(stamped);
    return;
  }
  const bool better = stamped.issued != same->issued   ? stamped.issued > same->issued
                      : stamped.stamps != same->stamps ? stamped.stamps > same->stamps
                                                       : offer.id_rank < candidates.all[same->place].offer->id_rank;
  if (!better) return;
  taken.erase(same);
  taken.push_back(stamped);
}

}  // namespace kazasu::pricing
