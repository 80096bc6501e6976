#include "pricing/offer_stages.hpp"

#include <algorithm>

namespace kazasu::pricing {

void OfferStages::apply(const Discount& discount, NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  switch (offer.kind) {
    case RewardKind::percent_off: return percent_off(discount, nets);
    case RewardKind::amount_off_unit:
    case RewardKind::unit_price: return reduce_units(discount, nets);
    case RewardKind::bundle: return bundle(discount, nets);
    case RewardKind::mix_match: return mix_match(discount, nets);
    case RewardKind::basket_percent_off:
      return share_among_lines(discount, percentage(sum_of_lines(discount.lines, nets), offer.basis_points, rounding_),
                               nets);
    case RewardKind::basket_amount_off:
      return share_among_lines(discount, std::min(sum_of_lines(discount.lines, nets), offer.amount), nets);
    default: return;  // points and stamps change no price
  }
}

Int OfferStages::most_off(const Discount& discount, const NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  switch (offer.kind) {
    case RewardKind::percent_off: {
      Int off = 0;
      for (const Number line : discount.lines) off += percentage(nets.line(line), offer.basis_points, rounding_);
      return off;
    }
    case RewardKind::amount_off_unit:
    case RewardKind::unit_price: return most_off_units(discount, nets);
    case RewardKind::bundle:
    case RewardKind::mix_match: return most_off_sets(discount, nets);
    case RewardKind::basket_percent_off:
      return percentage(sum_of_lines(discount.lines, nets), offer.basis_points, rounding_);
    case RewardKind::basket_amount_off: return std::min(sum_of_lines(discount.lines, nets), offer.amount);
    default: return 0;
  }
}

Int OfferStages::sum_of_lines(std::span<const Number> lines, const NetState& nets) const {
  Int sum = 0;
  for (const Number line : lines) sum += nets.line(line);
  return sum;
}

void OfferStages::rank_units(const Discount& discount, const NetState& nets, Ranked which) {
  ranked_.clear();
  for (const Number line : discount.lines) {
    const PreparedLine& prepared = basket_->lines[line];
    for (Number unit = prepared.first_unit; unit < prepared.end_unit; ++unit) {
      if (which == Ranked::every_unit || !nets.taken(unit)) ranked_.push_back({nets.unit(unit), unit});
    }
  }
  // Units are numbered by line position, then unit position.
  std::sort(ranked_.begin(), ranked_.end(),
            [](const RankedUnit& a, const RankedUnit& b) { return a.net != b.net ? a.net > b.net : a.unit < b.unit; });
}

}  // namespace kazasu::pricing
