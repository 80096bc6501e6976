#include "pricing/margin.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

/// The offers of stage 2 of a cluster by group: of each group at most one is taken.
template <class ValueOf>
void each_group_most(const Candidates& candidates, std::span<const Number> by_group, ValueOf value_of, auto&& use) {
  for (std::size_t i = 0; i < by_group.size();) {
    const Number group = candidates.all[by_group[i]].offer->group;
    Int most = value_of(by_group[i]);
    for (++i; i < by_group.size() && group != kNone && candidates.all[by_group[i]].offer->group == group; ++i) {
      most = std::max(most, value_of(by_group[i]));
    }
    use(most);
  }
}

Int percentage_of(const Candidates& candidates, Number place) {
  const CompiledOffer& offer = *candidates.all[place].offer;
  return offer.kind == RewardKind::basket_percent_off ? offer.basis_points : 0;
}

/// What is left of a line's worth after all percentages of stage 2, rounded down.
Int after_percentages(const Candidates& candidates, std::span<const Number> by_group, Int worth) {
  each_group_most(
      candidates, by_group, [&](Number place) { return percentage_of(candidates, place); },
      [&](Int basis_points) { worth = worth * (kTenThousand - basis_points) / kTenThousand; });
  return worth;
}

/// By how much rounding in stage 2 can move two totals against each other. When all offers have the same target, only
/// each offer's own rounding counts, always in one direction: less than one each. Else sharing moves either one's nets
/// by less than one a line too.
Int rounding_of(const Candidates& candidates, std::span<const Number> by_group, bool shares_matter) {
  const auto target = [&](Number place) { return candidates.target(candidates.all[place]); };
  const bool same_targets = std::all_of(by_group.begin(), by_group.end(), [&](Number place) {
    return std::ranges::equal(target(place), target(by_group.front()));
  });
  const bool sums_only = same_targets && !shares_matter;
  Int moved = 0;
  each_group_most(
      candidates, by_group,
      [&](Number place) { return sums_only ? 1 : 2 * (static_cast<Int>(target(place).size()) + 1); },
      [&](Int of_one) { moved += of_one; });
  return moved;
}

/// Whether the amounts of stage 2 could use up a target, after which more net would be worth nothing.
bool amounts_may_use_up(const Candidates& candidates, std::span<const Number> by_group, const AfterUnits& after,
                        Int moved) {
  const auto amount_of = [&](Number place) {
    const CompiledOffer& offer = *candidates.all[place].offer;
    return offer.kind == RewardKind::basket_amount_off ? offer.amount : 0;
  };
  Int amounts = 0;
  each_group_most(candidates, by_group, amount_of, [&](Int amount) { amounts += amount; });
  return std::any_of(by_group.begin(), by_group.end(), [&](Number place) {
    if (amount_of(place) == 0) return false;
    Int least = -after.spread;
    for (const Number line : candidates.target(candidates.all[place])) least += after.lowest[line];
    return after_percentages(candidates, by_group, std::max<Int>(0, least)) - moved <= amounts;
  });
}

}  // namespace

void Margin::weigh_tax(const OfferTables& tables, const BasketLines& basket, std::span<const Number> lines) {
  const auto one_rate = [&] {
    const auto rate = [&](Number line) { return basket.lines[line].rate; };
    return basket.rates.size() <= 1 ||
           std::all_of(lines.begin(), lines.end(), [&](Number line) { return rate(line) == rate(lines.front()); });
  };
  // With one rate a total rises strictly with the sum of nets, whatever the tax.
  one_high_ = true;
  uniform_ = tables.program.tax_mode == TaxMode::included || one_rate();
  lowest_ = highest_ = kScale;
  threshold_ = kScale;
  if (uniform_) return;
  low_.resize(basket.lines.size());
  high_.resize(basket.lines.size());
  one_high_ = false;
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

void Margin::for_basket_stage(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                              const Components& components, const Cluster& cluster, const AfterUnits& after) {
  const auto lines = components.lines_of(cluster.lines);
  const auto stage_2 = components.places_of(cluster.candidates);
  by_group_.assign(stage_2.begin(), stage_2.end());
  std::sort(by_group_.begin(), by_group_.end(), [&](Number a, Number b) {
    const Number group_a = candidates.all[a].offer->group;
    const Number group_b = candidates.all[b].offer->group;
    return group_a != group_b ? group_a < group_b : a < b;
  });
  weigh_tax(tables, basket, lines);
  if (uniform_) {
    low_.assign(basket.lines.size(), kScale);
    high_.assign(basket.lines.size(), kScale);
  }
  const Int moved = rounding_of(candidates, by_group_, !uniform_);
  threshold_ = (uniform_ ? 0 : threshold_) + static_cast<Wide>(moved) * highest_;
  uniform_ = false;
  // What is left after all percentages is the least that any line keeps of its worth; where an amount is shared by net,
  // a line's worth also depends on the others of the target, and lies between the lowest and the highest of them.
  const bool amounts = std::any_of(stage_2.begin(), stage_2.end(), [&](Number place) {
    return candidates.all[place].offer->kind == RewardKind::basket_amount_off;
  });
  const bool used_up = amounts && amounts_may_use_up(candidates, by_group_, after, moved);
  lowest_ = used_up ? 0 : after_percentages(candidates, by_group_, lowest_);
  for (const Number line : lines) {
    low_[line] = amounts ? lowest_ : after_percentages(candidates, by_group_, low_[line]);
    if (amounts) high_[line] = highest_;
  }
  one_high_ = one_high_ || amounts;
}

bool Margin::surely_below_threshold(Int sum_a, Int sum_b) const {
  // Where all lines weigh the same at most, what `a` loses is no more than its higher sum at that weight.
  return one_high_ && sum_a <= sum_b;
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
