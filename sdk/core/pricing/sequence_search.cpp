#include "pricing/sequence_search.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {

void SequenceSearch::prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates) {
  basket_ = &basket;
  candidates_ = &candidates;
  group_closed_.assign(tables.groups.size(), 0);
  group_most_.resize(tables.groups.size(), 0);
  group_best_.resize(tables.groups.size(), 0);
  lowest_.resize(basket.lines.size());
}

Discount SequenceSearch::discount_at(Number at) const {
  const Candidate& candidate = candidates_->all[task_.places[at]];
  return {candidate.offer, candidates_->target(candidate)};
}

const CompiledOffer& SequenceSearch::offer_at(Number at) const {
  return *candidates_->all[task_.places[at]].offer;
}

Int SequenceSearch::run(const Task& task, NetState& nets, OfferStages& stages, OptionCollector& collector,
                        SearchBudget& budget) {
  task_ = task;
  nets_ = &nets;
  stages_ = &stages;
  collector_ = &collector;
  budget_ = &budget;
  left_out_ = std::numeric_limits<Int>::max();
  bound_due_ = false;
  frames_.clear();
  picks_.assign(task.taken.begin(), task.taken.end());
  line_nets_.resize(task.lines.size());
  for (const Number place : task.taken) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 1;
  }
  const auto count = static_cast<Number>(task.places.size());
  last_set_ = 0;
  for (Number at = 0; at < count; ++at) {
    const RewardKind kind = offer_at(at).kind;
    if (kind == RewardKind::bundle || kind == RewardKind::mix_match) last_set_ = at;
  }
  try_greedily();
  while (true) {
    const auto at = static_cast<Number>(frames_.size());
    if (at < count && worth_going_on(at)) {
      frames_.push_back({nets.mark(), false});
      frames_.back().included = include(at);
      // Taking an offer without a group leaves the bound where it was: all of them were counted in.
      bound_due_ = frames_.back().included && offer_at(at).group != kNone;
      continue;
    }
    if (at == count) collect();
    // Back to the last offer that was taken, to go on without it.
    while (!frames_.empty() && !frames_.back().included) frames_.pop_back();
    if (frames_.empty()) break;
    exclude_again(static_cast<Number>(frames_.size() - 1));
    bound_due_ = true;
  }
  for (const Number place : task.taken) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 0;
  }
  return left_out_;
}

/// A good option to begin with: every offer that does something, of each group the one that does most.
void SequenceSearch::try_greedily() {
  const auto count = static_cast<Number>(task_.places.size());
  if (count < 2 && !budget_->limited) return;  // the search itself comes there at once
  for (Number at = 0; at < count; ++at) {
    const Number group = offer_at(at).group;
    if (group == kNone) continue;
    const Int most = stages_->most_off(discount_at(at), *nets_);
    if (most <= group_most_[group]) continue;
    if (group_most_[group] == 0) groups_seen_.push_back(group);
    group_most_[group] = most;
    group_best_[group] = at;
  }
  const NetState::Mark start = nets_->mark();
  for (Number at = 0; at < count; ++at) {
    const Number group = offer_at(at).group;
    if (group == kNone || (group_most_[group] > 0 && group_best_[group] == at)) include(at);
  }
  collect();
  nets_->go_back(start);
  for (const Number place : std::span{picks_}.subspan(task_.taken.size())) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 0;
  }
  picks_.resize(task_.taken.size());
  for (const Number group : groups_seen_) group_most_[group] = 0;
  groups_seen_.clear();
}

/// Applies the offer; false, with nothing changed, if its group is closed or it would do nothing: then leaving it out
/// is the same for less.
bool SequenceSearch::include(Number at) {
  const Number group = offer_at(at).group;
  if (group != kNone && group_closed_[group] != 0) return false;
  const NetState::Mark mark = nets_->mark();
  stages_->apply(discount_at(at), *nets_);
  if (!nets_->changed_since(mark) && !(at < last_set_ && nets_->took_since(mark))) {
    nets_->go_back(mark);
    return false;
  }
  if (group != kNone) group_closed_[group] = 1;
  picks_.push_back(task_.places[at]);
  return true;
}

void SequenceSearch::exclude_again(Number at) {
  Frame& frame = frames_.back();
  nets_->go_back(frame.mark);
  frame.included = false;
  picks_.pop_back();
  if (offer_at(at).group != kNone) group_closed_[offer_at(at).group] = 0;
}

void SequenceSearch::collect() {
  for (std::size_t i = 0; i < task_.lines.size(); ++i) line_nets_[i] = nets_->line(task_.lines[i]);
  collector_->offer(line_nets_, picks_);
}

bool SequenceSearch::worth_going_on(Number at) {
  const bool may = budget_->take_step();
  const auto open = task_.places.size() - at;
  constexpr std::size_t kCheaperToTry = 2;  // so few offers: trying them costs less than bounding them
  if (may && (!bound_due_ || open <= kCheaperToTry)) return true;
  bound(at);
  for (std::size_t i = 0; i < task_.lines.size(); ++i) line_nets_[i] = lowest_[task_.lines[i]];
  if (collector_->hopeless(line_nets_, spread_, picks_)) return false;
  if (may) return true;
  Int sum = -spread_;
  for (const Int net : line_nets_) sum += net;
  left_out_ = std::min(left_out_, std::max<Int>(0, sum));
  return false;
}

/// Sets lowest_ and spread_ for all that can follow. Offers without a group are applied one after the other, as if all
/// were taken, to lower bounds of the lines' nets: what each leaves of a line rises with the net before it, and no
/// faster. Of a group at most one is taken, and at most takes off what it would now.
void SequenceSearch::bound(Number from) {
  for (const Number line : task_.lines) lowest_[line] = nets_->line(line);
  spread_ = 0;
  for (auto at = from; at < task_.places.size(); ++at) bound_one(at);
  for (const Number group : groups_seen_) {
    spread_ += group_most_[group];
    group_most_[group] = 0;
  }
  groups_seen_.clear();
}

void SequenceSearch::bound_one(Number at) {
  const CompiledOffer& offer = offer_at(at);
  const Discount discount = discount_at(at);
  if (offer.group != kNone) {
    if (group_closed_[offer.group] != 0) return;
    const Int most = stages_->most_off(discount, *nets_);
    if (most == 0) return;
    if (group_most_[offer.group] == 0) groups_seen_.push_back(offer.group);
    group_most_[offer.group] = std::max(group_most_[offer.group], most);
    return;
  }
  if (offer.kind == RewardKind::percent_off) {
    for (const Number line : discount.lines) {
      lowest_[line] -= percentage(lowest_[line], offer.basis_points, stages_->rounding());
    }
    return;
  }
  if (offer.kind == RewardKind::amount_off_unit && offer.per_basket == 0) {
    for (const Number line : discount.lines) {
      lowest_[line] = std::max<Int>(0, lowest_[line] - offer.amount * basket_->lines[line].line->quantity);
    }
    return;
  }
  if (offer.kind == RewardKind::unit_price && offer.per_basket == 0) {
    for (const Number line : discount.lines) {
      const auto units = nets_->units_of(basket_->lines[line]);
      const Int dearest = *std::max_element(units.begin(), units.end());
      // Each unit keeps at least price / dearest of its net.
      if (dearest <= offer.amount) continue;
      lowest_[line] = units.size() == 1
                          ? std::min(lowest_[line], offer.amount)
                          : divide(static_cast<Wide>(lowest_[line]) * offer.amount, dearest, Rounding::ceiling);
    }
    return;
  }
  if (offer.stage == Stage::basket && discount.lines.size() == task_.lines.size() && collector_->sums_decide()) {
    // Of the whole basket: what it leaves of a sum rises with the sum.
    Int sum = -spread_;
    for (const Number line : task_.lines) sum += lowest_[line];
    sum = std::max<Int>(0, sum);
    spread_ += offer.kind == RewardKind::basket_amount_off ? std::min(sum, offer.amount)
                                                           : percentage(sum, offer.basis_points, stages_->rounding());
    return;
  }
  spread_ += stages_->most_off(discount, *nets_);
}

}  // namespace kazasu::pricing
