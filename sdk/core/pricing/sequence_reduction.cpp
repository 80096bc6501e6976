#include "pricing/sequence_search.hpp"

namespace kazasu::pricing {

using Assumed = LineBounds::Assumed;

/// One good option, then a look at each offer by itself: what no option near that one can take is out. What is out
/// makes the bounds of the others tighter, so a second look finds more.
bool SequenceSearch::reduce(const Task& task, NetState& nets, OfferStages& stages, OptionCollector& collector,
                            std::span<std::uint8_t> dropped) {
  constexpr int kSweeps = 2;
  constexpr int kLooks = 3;
  collector_ = &collector;
  SearchBudget unlimited;
  budget_ = &unlimited;
  start(task, nets, stages);
  try_greedily();
  for (int sweep = 0; sweep < kSweeps; ++sweep) assume_groups_best();
  collect_assumed();
  for (Number at = 0; at < task.places.size(); ++at) {
    bounds_.assume(at, Assumed::nothing);
    if (offer_at(at).group != kNone) group_closed_[offer_at(at).group] = 0;
  }
  bounds_.reset(nets, group_closed_, 0);
  nets_stay_ = true;
  most_off_.assign(task.places.size(), -1);
  for (int look = 0; look < kLooks && drop_hopeless(); ++look) bounds_.reset(nets, group_closed_, 0);
  bool any = false;
  for (Number at = 0; at < task.places.size(); ++at) {
    if (bounds_.assumed(at) != Assumed::left) continue;
    dropped[task.places[at]] = 1;
    any = true;
  }
  nets_stay_ = false;
  finish();
  return any;
}

/// Lets each group in turn have the offer that lowers the lines most, as the other groups now stand; offers without a
/// group are all taken.
void SequenceSearch::assume_groups_best() {
  for (Number at = 0; at < task_.places.size(); ++at) {
    if (offer_at(at).group == kNone) {
      if (!LineBounds::separable(offer_at(at))) continue;
      bounds_.assume(at, Assumed::taken);
    } else if (bounds_.first_of_group(at)) {
      assume_best_of(at);
    }
  }
}

void SequenceSearch::assume_best_of(Number first) {
  group_closed_[offer_at(first).group] = 1;
  for (Number at = first; at != kNone; at = bounds_.next_of_group(at)) bounds_.assume(at, Assumed::nothing);
  bounds_.refresh_group(first, *nets_, group_closed_);
  Int best_sum = bounds_.sum();
  Number best = kNone;
  for (Number at = first; at != kNone; at = bounds_.next_of_group(at)) {
    if (!LineBounds::separable(offer_at(at))) continue;
    const std::size_t mark = bounds_.mark();
    bounds_.assume(at, Assumed::taken);
    bounds_.refresh(at, *nets_, group_closed_);
    if (bounds_.sum() < best_sum) {
      best_sum = bounds_.sum();
      best = at;
    }
    bounds_.assume(at, Assumed::nothing);
    bounds_.go_back(mark);
  }
  if (best == kNone) return;
  bounds_.assume(best, Assumed::taken);
  bounds_.refresh(best, *nets_, group_closed_);
}

/// Applies what is assumed to be taken, and of the offers that bounds_ does not count in what does something.
void SequenceSearch::collect_assumed() {
  const NetState::Mark start = nets_->mark();
  for (const Number place : std::span{task_.places}) {
    if (candidates_->all[place].offer->group != kNone) group_closed_[candidates_->all[place].offer->group] = 0;
  }
  for (Number at = 0; at < task_.places.size(); ++at) {
    if (bounds_.assumed(at) == Assumed::taken || !LineBounds::separable(offer_at(at))) include(at);
  }
  collect();
  nets_->go_back(start);
  picks_.resize(task_.taken.size());
}

/// Whether any offer is found that no option worth keeping takes.
bool SequenceSearch::drop_hopeless() {
  bool any = false;
  for (Number first = 0; first < task_.places.size(); ++first) {
    if (offer_at(first).group == kNone) {
      if (drop_if_hopeless(first, spread(0))) any = true;
      continue;
    }
    if (!bounds_.first_of_group(first)) continue;
    const std::size_t mark = bounds_.mark();
    group_closed_[offer_at(first).group] = 1;
    bounds_.refresh_group(first, *nets_, group_closed_);
    const Int spread_of_others = spread(0);
    for (Number at = first; at != kNone; at = bounds_.next_of_group(at)) {
      if (drop_if_hopeless(at, spread_of_others)) any = true;
    }
    group_closed_[offer_at(first).group] = 0;
    bounds_.go_back(mark);
  }
  return any;
}

/// As if the offer were taken for certain; its group, if any, is closed to others.
bool SequenceSearch::drop_if_hopeless(Number at, Int spread_of_others) {
  if (bounds_.assumed(at) == Assumed::left) return false;
  const bool counted = bounds_.counted(at);
  if (!counted && offer_at(at).group == kNone) return false;  // counted in spread in any case
  const std::size_t mark = bounds_.mark();
  if (counted) {
    bounds_.assume(at, Assumed::taken);
    bounds_.refresh(at, *nets_, group_closed_);
  }
  picks_.push_back(task_.places[at]);
  const Int spread = spread_of_others + (counted ? 0 : most_off(at));
  const bool drop = collector_->hopeless(bounds_.lowest(), bounds_.sum(), spread, picks_);
  picks_.pop_back();
  bounds_.assume(at, drop ? Assumed::left : Assumed::nothing);
  bounds_.go_back(mark);
  return drop;
}

}  // namespace kazasu::pricing
