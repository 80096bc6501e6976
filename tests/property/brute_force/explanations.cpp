#include "brute_force/sum.hpp"

#include <algorithm>

#include "brute_force/kinds.hpp"

namespace kazasu::brute_force {

void Sum::explain(const Selection& best, const Outcome& outcome, const Selection& stamps, Quote& quote) const {
  const auto first_discount = std::find_if(best.begin(), best.end(), [](const Offer* one) { return discounts(*one); });
  for (const Offer& offer : request_.offers) {
    if (std::find(best.begin(), best.end(), &offer) != best.end()) continue;
    if (std::find(stamps.begin(), stamps.end(), &offer) != stamps.end()) continue;
    NotAppliedOffer no = reasons_.at(&offer);
    if (no.reason == NotAppliedReason::not_best) {
      Selection taken = best;
      taken.insert(taken.end(), stamps.begin(), stamps.end());
      const auto same = std::find_if(taken.begin(), taken.end(), [&](const Offer* one) {
        return !offer.group.empty() && one->group == offer.group;
      });
      if (kind_of(offer) == Kind::points && (most_points(offer) == 0 || capped_.contains(&offer))) {
        no.reason = NotAppliedReason::limit;
      } else if (same != taken.end()) {
        no.reason = NotAppliedReason::group;
        no.instead = (*same)->id;
      } else if (discounts(offer) && first_discount != best.end() &&
                 (offer.exclusive || (*first_discount)->exclusive)) {
        no.reason = NotAppliedReason::exclusive;
        no.instead = (*first_discount)->id;
      } else {
        Selection more;
        for (const Offer* one : candidates_) {
          const bool chosen = std::find(best.begin(), best.end(), one) != best.end() || capped_.contains(one);
          if (one == &offer || chosen) more.push_back(one);
        }
        const Outcome other = outcome_of(more);
        if (other.total == outcome.total && other.all_points == outcome.all_points)
          no.reason = NotAppliedReason::no_effect;
      }
    }
    quote.not_applied.push_back(no);
  }
  std::vector<std::string> named = sale_.member ? sale_.member->coupons : std::vector<std::string>{};
  named.insert(named.end(), sale_.basket.coupon_codes.begin(), sale_.basket.coupon_codes.end());
  std::set<std::string> seen;
  for (const Offer& offer : request_.offers) seen.insert(offer.id);
  for (const std::string& id : named) {
    if (seen.insert(id).second) quote.not_applied.push_back({id, NotAppliedReason::unknown, "", "", "", ""});
  }
}

}  // namespace kazasu::brute_force
