#include "pricing/preference.hpp"

#include <algorithm>

namespace kazasu::pricing {

void Preference::add(const Candidate& candidate) {
  coupons += candidate.offer->kind == OfferKind::coupon ? 1 : 0;
  ++offers;
  ids.emplace_back(candidate.offer->id);
}

void Preference::finish() { std::sort(ids.begin(), ids.end()); }

}  // namespace kazasu::pricing
