#include "pricing/alternatives.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

/// Whether `a` takes off no more than `b` whatever the sum, and where it takes off the same, `b` is preferred.
bool never_before(const CompiledOffer& a, const CompiledOffer& b) {
  if (a.kind != b.kind || a.basis_points > b.basis_points || a.amount > b.amount) return false;
  return a.coupon != b.coupon ? a.coupon : a.id_rank > b.id_rank;
}

}  // namespace

void BasketAlternatives::drop_beaten(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                                     std::span<std::uint8_t> dropped) {
  if (candidates.of_stage(Stage::basket).empty()) return;
  // Where tax is added per rate, a higher discount may fall on rates so that the total is no lower.
  if (tables.program.tax_mode == TaxMode::excluded && basket.rates.size() > 1) return;
  const auto of_stage = [&](const Candidate& one) {
    return one.offer->stage == Stage::basket && !one.offer->exclusive;
  };
  const auto first = std::find_if(candidates.all.begin(), candidates.all.end(), of_stage);
  if (first == candidates.all.end() || first->offer->group == kNone) return;
  for (const Candidate& one : candidates.all) {
    if (!of_stage(one)) continue;
    const bool same_target =
        one.lines.begin == first->lines.begin || std::ranges::equal(candidates.target(one), candidates.target(*first));
    if (one.offer->group != first->offer->group || !same_target) return;
  }
  kept_.clear();
  for (auto place = static_cast<Number>(first - candidates.all.begin()); place < candidates.all.size(); ++place) {
    const CompiledOffer& offer = *candidates.all[place].offer;
    if (!of_stage(candidates.all[place])) continue;
    dropped[place] = std::any_of(kept_.begin(), kept_.end(),
                                 [&](Number other) { return never_before(offer, *candidates.all[other].offer); });
    if (dropped[place] != 0) continue;
    std::erase_if(kept_, [&](Number other) {
      const bool beaten = never_before(*candidates.all[other].offer, offer);
      if (beaten) dropped[other] = 1;
      return beaten;
    });
    kept_.push_back(place);
  }
}

}  // namespace kazasu::pricing
