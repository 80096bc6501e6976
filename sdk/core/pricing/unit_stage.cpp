// pricing.md, section 3, stage 1: offers on units.
#include <algorithm>

#include "pricing/offer_stages.hpp"

namespace kazasu::pricing {
namespace {

/// The number of sets that `per_basket` lets a bundle or mix_match form of so many units.
Int sets_of(const CompiledOffer& offer, Int units) {
  const Int sets = units / offer.set;
  return offer.per_basket == 0 ? sets : std::min<Int>(sets, offer.per_basket);
}

/// What `amount_off_unit` or `unit_price` takes off a unit.
Int off_unit(const CompiledOffer& offer, Int net) {
  return offer.kind == RewardKind::amount_off_unit ? std::min(net, offer.amount) : std::max<Int>(0, net - offer.amount);
}

}  // namespace

void OfferStages::percent_off(const Discount& discount, NetState& nets) {
  for (const Number line : discount.lines) {
    const Int off = percentage(nets.line(line), discount.offer->basis_points, rounding_);
    if (off == 0) continue;
    const PreparedLine& prepared = basket_->lines[line];
    const auto units = nets.units_of(prepared);
    if (units.size() == 1) {
      nets.reduce(line, prepared.first_unit, off);
      continue;
    }
    shares_.resize(units.size());
    allocator_.share(off, units, shares_);
    for (Number i = 0; i < shares_.size(); ++i) {
      if (shares_[i] != 0) nets.reduce(line, prepared.first_unit + i, shares_[i]);
    }
  }
}

/// `amount_off_unit` and `unit_price`; with `per_basket` only the first so many units in the order of a bundle.
void OfferStages::reduce_units(const Discount& discount, NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  if (offer.per_basket > 0) {
    rank_units(discount, nets, Ranked::every_unit);
    const auto count = std::min<Int>(static_cast<Int>(ranked_.size()), offer.per_basket);
    for (Int i = 0; i < count; ++i) {
      const RankedUnit& ranked = ranked_[static_cast<std::size_t>(i)];
      const Int off = off_unit(offer, ranked.net);
      if (off != 0) nets.reduce(basket_->unit_line[ranked.unit], ranked.unit, off);
    }
    return;
  }
  for (const Number line : discount.lines) {
    const PreparedLine& prepared = basket_->lines[line];
    for (Number unit = prepared.first_unit; unit < prepared.end_unit; ++unit) {
      const Int off = off_unit(offer, nets.unit(unit));
      if (off != 0) nets.reduce(line, unit, off);
    }
  }
}

void OfferStages::bundle(const Discount& discount, NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  rank_units(discount, nets, Ranked::not_taken);
  const Int sets = sets_of(offer, static_cast<Int>(ranked_.size()));
  for (Int i = 0; i < sets * offer.set; ++i) {
    const RankedUnit& ranked = ranked_[static_cast<std::size_t>(i)];
    nets.take(ranked.unit);
    if (i % offer.set < offer.set - offer.get) continue;
    const Int off = percentage(ranked.net, offer.basis_points, rounding_);
    if (off != 0) nets.reduce(basket_->unit_line[ranked.unit], ranked.unit, off);
  }
}

void OfferStages::mix_match(const Discount& discount, NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  rank_units(discount, nets, Ranked::not_taken);
  const Int sets = sets_of(offer, static_cast<Int>(ranked_.size()));
  const auto size = static_cast<std::size_t>(offer.set);
  for (Int set = 0; set < sets; ++set) {
    const auto units = std::span{ranked_}.subspan(static_cast<std::size_t>(set) * size, size);
    Int sum = 0;
    weights_.clear();
    for (const RankedUnit& ranked : units) {
      sum += ranked.net;
      weights_.push_back(ranked.net);
    }
    if (sum <= offer.amount) return;
    shares_.resize(size);
    allocator_.share(sum - offer.amount, weights_, shares_);
    for (std::size_t i = 0; i < size; ++i) {
      nets.take(units[i].unit);
      if (shares_[i] != 0) nets.reduce(basket_->unit_line[units[i].unit], units[i].unit, shares_[i]);
    }
  }
}

Int OfferStages::most_off_units(const Discount& discount, const NetState& nets) const {
  const CompiledOffer& offer = *discount.offer;
  Int off = 0;
  Int most_of_one = 0;
  for (const Number line : discount.lines) {
    for (const Int net : nets.units_of(basket_->lines[line])) {
      const Int one = off_unit(offer, net);
      off += one;
      most_of_one = std::max(most_of_one, one);
    }
  }
  // In 128 bits: `per_basket` and an amount can both be large.
  if (offer.per_basket == 0 || static_cast<Wide>(most_of_one) * offer.per_basket > off) return off;
  return most_of_one * offer.per_basket;
}

Int OfferStages::most_off_sets(const Discount& discount, const NetState& nets) {
  const CompiledOffer& offer = *discount.offer;
  rank_units(discount, nets, Ranked::not_taken);
  const Int sets = sets_of(offer, static_cast<Int>(ranked_.size()));
  Int off = 0;
  Int sum = 0;
  for (Int i = 0; i < sets * offer.set; ++i) {
    const Int net = ranked_[static_cast<std::size_t>(i)].net;
    if (offer.kind == RewardKind::bundle) {
      if (i % offer.set >= offer.set - offer.get) off += percentage(net, offer.basis_points, rounding_);
      continue;
    }
    sum += net;
    if (i % offer.set == offer.set - 1) {
      off += std::max<Int>(0, sum - offer.amount);
      sum = 0;
    }
  }
  return off;
}

}  // namespace kazasu::pricing
