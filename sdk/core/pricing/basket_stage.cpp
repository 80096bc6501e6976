// pricing.md, section 3, stage 2: offers on the basket.
#include "pricing/offer_stages.hpp"

namespace kazasu::pricing {

void OfferStages::share_among_lines(const Discount& discount, Int amount, NetState& nets) {
  if (amount == 0) return;
  weights_.clear();
  for (const Number line : discount.lines) weights_.push_back(nets.line(line));
  shares_.resize(weights_.size());
  allocator_.share(amount, weights_, shares_);
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    if (shares_[i] != 0) nets.reduce_line(discount.lines[i], shares_[i]);
  }
}

void OfferStages::settle_units(Number line, Int amount, NetState& nets) {
  const PreparedLine& prepared = basket_->lines[line];
  const auto units = nets.units_of(prepared);
  shares_.resize(units.size());
  allocator_.share(amount, units, shares_);
  for (Number i = 0; i < shares_.size(); ++i) {
    if (shares_[i] != 0) nets.reduce_unit(prepared.first_unit + i, shares_[i]);
  }
}

}  // namespace kazasu::pricing
