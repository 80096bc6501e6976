#include "pricing/margin.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

/// What is left of a line's worth after all percentages of stage 2, rounded down.
Int after_percentages(const Candidates& candidates, std::span<const Number> stage_2, Int worth) {
  for (const Number place : stage_2) {
    const CompiledOffer& offer = *candidates.all[place].offer;
    if (offer.kind == RewardKind::basket_percent_off)
      worth = worth * (kTenThousand - offer.basis_points) / kTenThousand;
  }
  return worth;
}

/// Sharing out an offer of stage 2 moves nets by less than one a line, and its rounding by less than one in all. When
/// all offers have the same target, the shares do not matter to the sum.
Int rounding_of(const Candidates& candidates, std::span<const Number> stage_2, bool shares_matter) {
  const auto same_target = [&](Number place) {
    return std::ranges::equal(candidates.target(candidates.all[place]),
                              candidates.target(candidates.all[stage_2.front()]));
  };
  if (!shares_matter && std::all_of(stage_2.begin(), stage_2.end(), same_target))
    return static_cast<Int>(stage_2.size());
  Int moved = 0;
  for (const Number place : stage_2) moved += static_cast<Int>(candidates.target(candidates.all[place]).size()) + 1;
  return moved;
}

/// Whether the amounts of stage 2 could use up a target, after which more net would be worth nothing.
bool amounts_may_use_up(const BasketLines& basket, const Candidates& candidates, std::span<const Number> stage_2,
                        Int off_before, Int moved) {
  Int amounts = 0;
  for (const Number place : stage_2) {
    const CompiledOffer& offer = *candidates.all[place].offer;
    if (offer.kind == RewardKind::basket_amount_off)
      amounts = std::min(amounts + offer.amount, kNarrowMax * kNarrowMax / 2);
  }
  for (const Number place : stage_2) {
    const Candidate& candidate = candidates.all[place];
    if (candidate.offer->kind != RewardKind::basket_amount_off) continue;
    Int least = 0;
    for (const Number line : candidates.target(candidate)) {
      least += basket.lines[line].gross - basket.lines[line].line->manual_discount.value();
    }
    least = after_percentages(candidates, stage_2, std::max<Int>(0, least - off_before));
    if (least - moved <= amounts) return true;
  }
  return false;
}

}  // namespace

void Margin::weigh_tax(const OfferTables& tables, const BasketLines& basket, std::span<const Number> lines) {
  low_.resize(basket.lines.size());
  high_.resize(basket.lines.size());
  const Number first = lines.empty() ? 0 : basket.lines[lines.front()].rate;
  const bool one_rate =
      std::all_of(lines.begin(), lines.end(), [&](Number line) { return basket.lines[line].rate == first; });
  // With one rate a total rises strictly with the sum of nets, whatever the tax.
  uniform_ = tables.program.tax_mode == TaxMode::included || one_rate;
  lowest_ = highest_ = kScale;
  threshold_ = kScale;
  for (const Number line : lines) low_[line] = high_[line] = kScale;
  if (uniform_) return;
  lowest_ = 2 * kScale;
  for (const Number line : lines) {
    low_[line] = high_[line] = (kTenThousand + basket.rates[basket.lines[line].rate]) * kTenThousand;
    lowest_ = std::min(lowest_, low_[line]);
    highest_ = std::max(highest_, high_[line]);
  }
  // Tax is rounded once a rate, by less than one.
  threshold_ = static_cast<Wide>(basket.rates.size()) * kScale;
}

void Margin::for_total(const OfferTables& tables, const BasketLines& basket, std::span<const Number> lines) {
  weigh_tax(tables, basket, lines);
}

void Margin::set_lowest(std::span<const Number> lines, Int lowest) {
  lowest_ = lowest;
  for (const Number line : lines) {
    low_[line] = lowest;
    high_[line] = highest_;
  }
}

void Margin::for_basket_stage(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                              const Components& components, const Cluster& cluster, std::span<const Int> most_off) {
  const auto lines = components.lines_of(cluster.lines);
  const auto stage_2 = components.places_of(cluster.candidates);
  weigh_tax(tables, basket, lines);
  const Int moved = rounding_of(candidates, stage_2, !uniform_);
  threshold_ = (uniform_ ? 0 : threshold_) + static_cast<Wide>(2 * moved) * highest_;
  uniform_ = false;
  Int off_before = 0;
  for (Number part = cluster.parts.begin; part < cluster.parts.end; ++part) {
    for (const Number place : components.places_of(components.parts[part].candidates)) off_before += most_off[place];
  }
  const auto takes_amount = [&](Number place) {
    return candidates.all[place].offer->kind == RewardKind::basket_amount_off;
  };
  if (!std::any_of(stage_2.begin(), stage_2.end(), takes_amount)) {
    for (const Number place : stage_2) {
      const Int left = kTenThousand - candidates.all[place].offer->basis_points;
      for (const Number line : candidates.target(candidates.all[place])) low_[line] = low_[line] * left / kTenThousand;
    }
    return;
  }
  // An amount is shared by net, so what a line is worth depends on the others of the target: take the lowest of all.
  const bool used_up = amounts_may_use_up(basket, candidates, stage_2, off_before, moved);
  set_lowest(lines, used_up ? 0 : after_percentages(candidates, stage_2, lowest_));
}

Wide Margin::loss(std::span<const Number> lines, std::span<const Int> a, std::span<const Int> b) const {
  if (uniform_) {
    Int difference = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) difference += a[i] - b[i];
    return static_cast<Wide>(difference) * kScale;
  }
  Wide sum = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Int difference = a[i] - b[i];
    if (difference != 0) sum += static_cast<Wide>(difference) * (difference > 0 ? low_[lines[i]] : high_[lines[i]]);
  }
  return sum;
}

}  // namespace kazasu::pricing
