#include "pricing/sequence_search.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {

void SequenceSearch::prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates) {
  tables_ = &tables;
  basket_ = &basket;
  candidates_ = &candidates;
  group_closed_.resize(std::size_t{tables.groups.size()} + 1, 0);
  group_most_.resize(tables.groups.size(), 0);
  group_best_.resize(tables.groups.size(), 0);
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
  collector_ = &collector;
  budget_ = &budget;
  if (task.places.size() == 1 && collector.sums_decide()) return run_one(task, nets, stages);
  if (are_alternatives(task)) return run_alternatives(task, nets, stages);
  if (is_small(task)) return run_small(task, nets, stages);
  start(task, nets, stages);
  try_greedily();
  const auto count = static_cast<Number>(task.places.size());
  for (bool more = true; more;) {
    const auto at = static_cast<Number>(frames_.size());
    if (at < count && budget.take_step()) {
      decide(at);
      if (frames_.size() > at) continue;
    } else if (at == count) {
      collect();
    } else {
      leave_out(at);
    }
    more = step_back();
  }
  finish();
  return left_out_;
}

/// Few offers, where sums decide: reckoning once what each could take off costs less than following every line.
bool SequenceSearch::is_small(const Task& task) const {
  constexpr std::size_t kSmall = 8;
  return task.places.size() <= kSmall && collector_->sums_decide() && !budget_->limited;
}

Int SequenceSearch::run_small(const Task& task, NetState& nets, OfferStages& stages) {
  use(task, nets, stages);
  const std::size_t count = task.places.size();
  more_than_later_.resize(count);
  most_of_later_.resize(count);
  slots_.resize(count);
  const Number no_group = tables_->groups.size();
  for (auto at = static_cast<Number>(count); at-- > 0;) {
    const CompiledOffer& offer = offer_at(at);
    const Int most = stages.most_off(discount_at(at), nets);
    slots_[at] = std::min(offer.group, no_group);
    Int later = 0;
    for (auto other = at + 1; other < count; ++other) {
      const Int of_same_group = slots_[other] == slots_[at] ? 1 : 0;
      later = std::max(later, of_same_group * (most_of_later_[other] + more_than_later_[other]));
    }
    later *= offer.group != kNone ? 1 : 0;
    most_of_later_[at] = later;
    more_than_later_[at] = std::max<Int>(0, most - later);
    if (last_set_ == 0 && offer.forms_sets()) last_set_ = at;
  }
  most_from_.assign(count + 1, 0);
  for (std::size_t at = count; at-- > 0;) most_from_[at] = most_from_[at + 1] + more_than_later_[at];
  Int sum = 0;
  for (const Number line : task.lines) sum += nets.line(line);
  lowest_sum_ = std::numeric_limits<Int>::max();
  search_small(0, sum);
  finish();
  return std::numeric_limits<Int>::max();
}

/// Takes the offer and leaves it out, first what promises more; `sum` is that of the nets now.
void SequenceSearch::search_small(Number at, Int sum) {
  if (sum - most_from_[at] > lowest_sum_ || sum - most_off_from(at) > lowest_sum_) return;
  if (at == task_.places.size()) {
    lowest_sum_ = sum;
    return collect();
  }
  const bool later_is_better = more_than_later_[at] == 0 && most_of_later_[at] > 0;
  if (later_is_better) search_small(at + 1, sum);
  const NetState::Mark mark = nets_->mark();
  if (include(at)) {
    Int less = sum;
    for (const NetState::LineChange& change : nets_->line_changes_since(mark)) less -= change.amount;
    search_small(at + 1, less);
    undo_include(at, mark);
  }
  if (!later_is_better) search_small(at + 1, sum);
}

/// What the offers from here on could take off at most: of a group one, and each no more than at the start.
Int SequenceSearch::most_off_from(Number at) const {
  Int most = most_from_[at];
  if (most == 0 || lowest_sum_ == std::numeric_limits<Int>::max()) return most;
  for (; at < task_.places.size(); ++at) {
    most -= more_than_later_[at] * group_closed_[slots_[at]];
  }
  return most;
}

/// One offer, where sums decide: it is taken if it takes off anything.
Int SequenceSearch::run_one(const Task& task, NetState& nets, OfferStages& stages) {
  use(task, nets, stages);
  const NetState::Mark mark = nets.mark();
  const bool taken = include(0) && nets.changed_since(mark);
  collect();
  if (taken) undo_include(0, mark);
  finish();
  return std::numeric_limits<Int>::max();
}

/// One offer, or offers of one group where sums decide: what they take off can be compared at once.
bool SequenceSearch::are_alternatives(const Task& task) const {
  if (task.places.size() == 1) return !collector_->sums_decide();
  const Number group = candidates_->all[task.places.front()].offer->group;
  return group != kNone && collector_->sums_decide() &&
         std::all_of(task.places.begin(), task.places.end(),
                     [&](Number place) { return candidates_->all[place].offer->group == group; });
}

/// Collects the option with each of those that take off most, and that without any of them where it may matter.
Int SequenceSearch::run_alternatives(const Task& task, NetState& nets, OfferStages& stages) {
  use(task, nets, stages);
  Int most = 0;
  most_off_.clear();
  for (Number at = 0; at < task.places.size(); ++at) {
    most_off_.push_back(stages.most_off(discount_at(at), nets));
    most = std::max(most, most_off_.back());
  }
  // Where sums decide, none of them is worth collecting only if none can be taken: a pick before may have closed the
  // group.
  bool any = false;
  for (Number at = 0; at < task.places.size() && most > 0; ++at) {
    if (most_off_[at] < most) continue;
    const NetState::Mark mark = nets.mark();
    if (!include(at)) continue;
    collect();
    undo_include(at, mark);
    any = true;
  }
  if (!any || !collector_->sums_decide()) collect();
  finish();
  return std::numeric_limits<Int>::max();
}

Int SequenceSearch::bound(const Task& task, NetState& nets, OfferStages& stages, std::span<Int> lowest) {
  collector_ = nullptr;
  start(task, nets, stages);
  for (std::size_t i = 0; i < task.lines.size(); ++i) lowest[task.lines[i]] = bounds_.lowest()[i];
  const Int off = spread(0);
  finish();
  return off;
}

void SequenceSearch::use(const Task& task, NetState& nets, OfferStages& stages) {
  task_ = task;
  nets_ = &nets;
  stages_ = &stages;
  picks_.assign(task_.taken.begin(), task_.taken.end());
  line_nets_.resize(task_.lines.size());
  for (const Number place : task_.taken) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 1;
  }
  last_set_ = 0;
}

void SequenceSearch::start(const Task& task, NetState& nets, OfferStages& stages) {
  use(task, nets, stages);
  const auto count = static_cast<Number>(task_.places.size());
  left_out_ = std::numeric_limits<Int>::max();
  nets_stay_ = false;
  frames_.clear();
  uncounted_.clear();
  bounds_.prepare(*tables_, *basket_, *candidates_, stages_->rounding(), task_.places, task_.lines, *nets_);
  for (Number at = 0; at < count; ++at) {
    const CompiledOffer& offer = offer_at(at);
    if (!bounds_.counted(at)) uncounted_.push_back(at);
    if (offer.forms_sets()) last_set_ = at;
  }
  bounds_.reset(*nets_, group_closed_, 0);
}

void SequenceSearch::finish() {
  for (const Number place : task_.taken) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 0;
  }
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

/// Takes the offer or leaves it out, whichever promises the lower sum, and notes whether the other is worth trying
/// later. Adds no frame if neither is.
void SequenceSearch::decide(Number at) {
  Frame frame{nets_->mark(), bounds_.mark(), false, false};
  if (!include(at)) {  // its group is closed, or it would do nothing: then leaving it out is the same for less
    frames_.push_back(frame);
    return;
  }
  bounds_.decided(at, offer_at(at).group != kNone, *nets_, group_closed_);
  const bool worth_including = !hopeless(at + 1);
  const Int sum_included = bounds_.sum();
  bounds_.go_back(frame.bounds);
  undo_include(at, frame.nets);
  bounds_.decided(at, false, *nets_, group_closed_);
  const bool worth_excluding = !hopeless(at + 1);
  if (!worth_including && !worth_excluding) {
    bounds_.go_back(frame.bounds);
    return;
  }
  frame.other_open = worth_including && worth_excluding;
  frame.included = worth_including && (!worth_excluding || sum_included < bounds_.sum());
  if (frame.included) {
    bounds_.go_back(frame.bounds);
    include(at);
    bounds_.decided(at, offer_at(at).group != kNone, *nets_, group_closed_);
  }
  frames_.push_back(frame);
}

/// Back to the last offer whose other decision is still open, and takes that. False at the end.
bool SequenceSearch::step_back() {
  while (!frames_.empty()) {
    Frame frame = frames_.back();
    frames_.pop_back();
    const auto at = static_cast<Number>(frames_.size());
    bounds_.go_back(frame.bounds);
    if (frame.included) undo_include(at, frame.nets);
    if (!frame.other_open) continue;
    frame.other_open = false;
    frame.included = !frame.included;
    if (frame.included) include(at);
    bounds_.decided(at, frame.included && offer_at(at).group != kNone, *nets_, group_closed_);
    frames_.push_back(frame);
    if (!hopeless(at + 1)) return true;  // the reference may have become better since
  }
  return false;
}

/// Applies the offer; false, with nothing changed, if that cannot be worth more than leaving it out.
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

void SequenceSearch::undo_include(Number at, NetState::Mark mark) {
  nets_->go_back(mark);
  picks_.pop_back();
  if (offer_at(at).group != kNone) group_closed_[offer_at(at).group] = 0;
}

void SequenceSearch::collect() {
  for (std::size_t i = 0; i < task_.lines.size(); ++i) line_nets_[i] = nets_->line(task_.lines[i]);
  collector_->offer(line_nets_, picks_);
}

bool SequenceSearch::hopeless(Number from) {
  return collector_->hopeless(bounds_.lowest(), bounds_.sum(), spread(from), picks_);
}

void SequenceSearch::leave_out(Number from) {
  left_out_ = std::min(left_out_, std::max<Int>(0, bounds_.sum() - spread(from)));
}

/// What the open offers that bounds_ does not count in could take off at most: of a group one, and each no more than
/// now.
Int SequenceSearch::spread(Number from) {
  Int spread = 0;
  const auto first = std::lower_bound(uncounted_.begin(), uncounted_.end(), from);
  for (auto it = first; it != uncounted_.end(); ++it) {
    const CompiledOffer& offer = offer_at(*it);
    if (bounds_.assumed(*it) == LineBounds::Assumed::left) continue;
    if (offer.group == kNone) {
      const bool whole = offer.stage == Stage::basket && discount_at(*it).lines.size() == task_.lines.size();
      spread += whole && collector_ != nullptr && collector_->sums_decide()
                    ? off_whole_basket(offer, spread)
                    : stages_->most_off(discount_at(*it), *nets_);
      continue;
    }
    if (group_closed_[offer.group] != 0) continue;
    const Int most = most_off(*it);
    if (most <= group_most_[offer.group]) continue;
    if (group_most_[offer.group] == 0) groups_seen_.push_back(offer.group);
    group_most_[offer.group] = most;
  }
  for (const Number group : groups_seen_) {
    spread += group_most_[group];
    group_most_[group] = 0;
  }
  groups_seen_.clear();
  return spread;
}

/// What the offer would take off now; while nets stay as they are, reckoned once.
Int SequenceSearch::most_off(Number at) {
  if (!nets_stay_) return stages_->most_off(discount_at(at), *nets_);
  if (most_off_[at] < 0) most_off_[at] = stages_->most_off(discount_at(at), *nets_);
  return most_off_[at];
}

/// Off the lowest sum so far: what such an offer leaves of a sum rises with the sum.
Int SequenceSearch::off_whole_basket(const CompiledOffer& offer, Int spread) const {
  const Int sum = std::max<Int>(0, bounds_.sum() - spread);
  return offer.kind == RewardKind::basket_amount_off ? std::min(sum, offer.amount)
                                                     : percentage(sum, offer.basis_points, stages_->rounding());
}

}  // namespace kazasu::pricing
