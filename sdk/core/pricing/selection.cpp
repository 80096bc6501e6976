// pricing.md, section 5: which selection is taken.
#include "pricing/selection.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {

void SelectionSearch::run(const Input& input, NetState& nets, OfferStages& stages, Selection& best) {
  input_ = input;
  best_ = &best;
  any_ = false;
  best.optimal = true;
  best.gap = 0;
  points_.prepare(*input.tables, *input.facts, *input.basket, *input.candidates);
  options_.start(*input.candidates);
  split_into_clusters(nets, stages);
  search_clusters();
  try_combinations(nets.lines());
  try_exclusive(nets, stages);
  if (!points_are_of_best_) points_.choose(best.line_nets, best.total, best.discounts);
  if (!best.optimal) add_gap(nets.lines());
}

/// Splits twice where that helps: what big parts can do without no longer ties their lines together.
void SelectionSearch::split_into_clusters(NetState& nets, OfferStages& stages) {
  dropped_.assign(input_.candidates->all.size(), 0);
  alternatives_.drop_beaten(*input_.tables, *input_.basket, *input_.candidates, dropped_);
  components_.split(*input_.tables, *input_.basket, *input_.candidates, dropped_);
  clusters_.prepare({input_.tables, input_.basket, input_.candidates, &components_, points_.matters(), input_.bounds},
                    nets, stages);
  bool any = false;
  for (const Cluster& cluster : components_.clusters) {
    if (clusters_.reduce(cluster, options_, dropped_)) any = true;
  }
  if (!any) return;
  options_.start(*input_.candidates);
  components_.split(*input_.tables, *input_.basket, *input_.candidates, dropped_);
}

void SelectionSearch::search_clusters() {
  answers_.clear();
  for (const Cluster& cluster : components_.clusters) {
    answers_.push_back(clusters_.run(cluster, options_));
    best_->optimal = best_->optimal && answers_.back().complete;
  }
}

/// Counts through the clusters' options like an odometer. Mostly each cluster has one.
void SelectionSearch::try_combinations(std::span<const Int> start) {
  at_.clear();
  for (const ClusterAnswer& answer : answers_) at_.push_back(answer.options.begin);
  for (Int left = input_.bounds.combinations;; --left) {
    if (left == 0) {
      best_->optimal = false;
      return;
    }
    try_combination(start);
    std::size_t cluster = 0;
    for (; cluster < at_.size(); ++cluster) {
      if (++at_[cluster] < answers_[cluster].options.end) break;
      at_[cluster] = answers_[cluster].options.begin;
    }
    if (cluster == at_.size()) return;
  }
}

void SelectionSearch::try_combination(std::span<const Int> start) {
  line_nets_.assign(start.begin(), start.end());
  picked_.assign(BitRows::words_for(input_.candidates->all.size()), 0);
  for (std::size_t i = 0; i < at_.size(); ++i) {
    const Option& option = options_.all[at_[i]];
    const auto lines = components_.lines_of(components_.clusters[i].lines);
    const auto nets = options_.nets_of(option, lines.size());
    for (std::size_t line = 0; line < lines.size(); ++line) line_nets_[lines[line]] = nets[line];
    for (const Number place : options_.picks_of(option)) picked_[place / 64] |= std::uint64_t{1} << (place % 64);
  }
  picks_.clear();
  each_bit(picked_, [&](Number place) { picks_.push_back(place); });
  consider(line_nets_, picks_);
}

/// An exclusive discount offer is the only one: each is a selection of its own.
void SelectionSearch::try_exclusive(NetState& nets, OfferStages& stages) {
  if (!input_.candidates->any_exclusive()) return;
  for (Number place = 0; place < input_.candidates->all.size(); ++place) {
    const Candidate& candidate = input_.candidates->all[place];
    if (!candidate.offer->exclusive) continue;
    const NetState::Mark start = nets.mark();
    stages.apply({candidate.offer, input_.candidates->target(candidate)}, nets);
    consider(nets.lines(), std::span{&place, 1});
    nets.go_back(start);
  }
}

Int SelectionSearch::total(std::span<const Int> line_nets) {
  sum_by_rate(*input_.basket, line_nets, sums_);
  return total_of(sums_, input_.basket->rates, input_.tables->program);
}

void SelectionSearch::consider(std::span<const Int> line_nets, std::span<const Number> discounts) {
  const Int new_total = total(line_nets);
  if (any_ && new_total > best_->total) return;
  points_.choose(line_nets, new_total, discounts);
  points_are_of_best_ = false;
  if (any_ && new_total == best_->total && !better(discounts)) return;
  any_ = points_are_of_best_ = true;
  best_->total = new_total;
  best_->awarded = points_.points;
  best_->discounts.assign(discounts.begin(), discounts.end());
  best_->points = points_.picks;
  best_->line_nets.assign(line_nets.begin(), line_nets.end());
}

/// Whether these discounts with points_'s choice come before the best so far, of the same total.
bool SelectionSearch::better(std::span<const Number> discounts) {
  if (points_.points != best_->awarded) return points_.points > best_->awarded;
  const auto join = [&](std::span<const Number> a, std::span<const Number> b) -> std::span<const Number> {
    both_.assign(a.begin(), a.end());
    both_.insert(both_.end(), b.begin(), b.end());
    return both_;
  };
  const auto coupons = [&](std::span<const Number> places) {
    return std::count_if(places.begin(), places.end(),
                         [&](Number place) { return input_.candidates->all[place].offer->coupon; });
  };
  const auto coupons_now = coupons(join(discounts, points_.picks));
  rank_ids(*input_.candidates, both_, ids_);
  const auto coupons_best = coupons(join(best_->discounts, best_->points));
  rank_ids(*input_.candidates, both_, best_ids_);
  if (coupons_now != coupons_best) return coupons_now < coupons_best;
  if (ids_.size() != best_ids_.size()) return ids_.size() < best_ids_.size();
  return ids_ < best_ids_;
}

/// The best total against the lowest that the proven sums of the clusters allow.
void SelectionSearch::add_gap(std::span<const Int> start) {
  const BasketLines& basket = *input_.basket;
  line_nets_.assign(start.begin(), start.end());
  sums_.assign(basket.rates.size(), 0);
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    Number lowest_rate = kNone;
    for (const Number line : components_.lines_of(components_.clusters[i].lines)) {
      line_nets_[line] = 0;
      const Number rate = basket.lines[line].rate;
      if (lowest_rate == kNone || basket.rates[rate] < basket.rates[lowest_rate]) lowest_rate = rate;
    }
    // Of several rates, as if all that is left were taxed at the lowest.
    sums_[lowest_rate] += answers_[i].lowest_sum;
  }
  for (std::size_t line = 0; line < line_nets_.size(); ++line) sums_[basket.lines[line].rate] += line_nets_[line];
  Wide lowest = 0;
  for (std::size_t rate = 0; rate < sums_.size(); ++rate) {
    const bool taxed = input_.tables->program.tax_mode == TaxMode::excluded;
    lowest += static_cast<Wide>(sums_[rate]) * (kTenThousand + (taxed ? basket.rates[rate] : 0));
  }
  // Each rate of the best total may have been rounded up, and each of the lowest down.
  const Int rounding = input_.tables->program.tax_mode == TaxMode::excluded ? 2 * static_cast<Int>(sums_.size()) : 0;
  const Int lowest_total = static_cast<Int>(lowest / kTenThousand) - rounding;
  best_->gap = best_->total - std::clamp<Int>(lowest_total, 0, best_->total);
}

}  // namespace kazasu::pricing
