// pricing.md, section 5: reasons of candidates that are not taken.
#include "pricing/reasons.hpp"

#include <algorithm>
#include <numeric>

namespace kazasu::pricing {

Discount CandidateReasons::discount(Number place) const {
  const Candidate& candidate = input_.candidates->all[place];
  return {candidate.offer, input_.candidates->target(candidate)};
}

void CandidateReasons::explain(const SelectionSearch::Input& input, SelectionSearch& search, const Selection& selection,
                               const CappedAwards& awards, const StampChoice& stamps, NetState& nets,
                               OfferStages& stages) {
  input_ = input;
  by_place.assign(input.candidates->all.size(), {});
  group_taken_by_.resize(std::size_t{input.tables->groups.size()} + 1, kNone);
  mark_taken(selection, stamps);
  list_not_taken();
  for (const Number place : not_taken) {
    CandidateReason& reason = by_place[place];
    PointsChoice& points = search.points_choice();
    const bool awards_points = input.candidates->all[place].offer->stage == Stage::points;
    if (awards_points && (points.used_up(place) || awards.left_out(place))) {
      reason.reason = NotAppliedReason::limit;
    } else if (!closed_out(place, selection) && awards_points && points.points_of(place) == 0) {
      reason.reason = NotAppliedReason::no_effect;
    }
  }
  weigh_discounts(search, selection, nets, stages);
  for (Number place = 0; place < by_place.size(); ++place) taker_of(place) = kNone;
}

Number& CandidateReasons::taker_of(Number place) {
  const Number group = input_.candidates->all[place].offer->group;
  return group_taken_by_[std::min<std::size_t>(group, group_taken_by_.size() - 1)];
}

void CandidateReasons::list_not_taken() {
  not_taken.resize(by_place.size());
  Number* next = not_taken.data();
  for (Number place = 0; place < by_place.size(); ++place) {
    *next = place;
    next += by_place[place].taken ? 0 : 1;
  }
  not_taken.resize(static_cast<std::size_t>(next - not_taken.data()));
}

void CandidateReasons::mark_taken(const Selection& selection, const StampChoice& stamps) {
  const auto mark = [&](Number place) {
    by_place[place].taken = true;
    taker_of(place) = place;
  };
  for (const Number place : selection.discounts) mark(place);
  for (const Number place : selection.points) mark(place);
  for (const StampChoice::Stamped& stamped : stamps.taken) mark(stamped.place);
}

/// GROUP and EXCLUSIVE.
bool CandidateReasons::closed_out(Number place, const Selection& selection) {
  const CompiledOffer& offer = *input_.candidates->all[place].offer;
  CandidateReason& reason = by_place[place];
  if (offer.group != kNone && taker_of(place) != kNone) {
    reason.reason = NotAppliedReason::group;
    reason.instead = taker_of(place);
    return true;
  }
  if (!offer.discounts() || selection.discounts.empty()) return false;
  const Number first = selection.discounts.front();
  if (!offer.exclusive && !input_.candidates->all[first].offer->exclusive) return false;
  reason.reason = NotAppliedReason::exclusive;
  reason.instead = first;
  return true;
}

/// NO_EFFECT of discount offers: applies the selection in order, and at each open offer's turn tries it too.
void CandidateReasons::weigh_discounts(SelectionSearch& search, const Selection& selection, NetState& nets,
                                       OfferStages& stages) {
  const auto open = [&](Number place) {
    const CandidateReason& reason = by_place[place];
    return !reason.taken && reason.reason == NotAppliedReason::not_best;
  };
  Number end = 0;
  for (const Number place : not_taken) {
    if (input_.candidates->all[place].offer->discounts() && open(place)) end = place + 1;
  }
  if (end == 0) return;
  const NetState::Mark start = nets.mark();
  std::size_t next_taken = 0;
  for (Number place = 0; place < end; ++place) {
    CandidateReason& reason = by_place[place];
    if (reason.taken) {
      stages.apply(discount(place), nets);
      ++next_taken;
    } else if (open(place) && !has_effect(place, next_taken, search, selection, nets, stages)) {
      reason.reason = NotAppliedReason::no_effect;
    }
  }
  nets.go_back(start);
}

bool CandidateReasons::has_effect(Number place, std::size_t next_taken, SelectionSearch& search,
                                  const Selection& selection, NetState& nets, OfferStages& stages) {
  const NetState::Mark before = nets.mark();
  stages.apply(discount(place), nets);
  bool effect = false;
  if (nets.changed_since(before) || nets.took_since(before)) {
    const Components& components = search.components();
    const Number cluster = components.cluster_of(place);
    // An offer in no cluster, because it is exclusive or was dropped, may meet any other.
    for (auto next = next_taken; next < selection.discounts.size(); ++next) {
      const Number taken = selection.discounts[next];
      if (cluster == kNone || components.cluster_of(taken) == cluster) stages.apply(discount(taken), nets);
    }
    if (cluster == kNone) {
      all_lines_.resize(input_.basket->lines.size());
      std::iota(all_lines_.begin(), all_lines_.end(), Number{0});
      effect = changes_result(all_lines_, search, selection, nets);
    } else {
      effect = changes_result(components.lines_of(components.clusters[cluster].lines), search, selection, nets);
    }
  }
  nets.go_back(before);
  return effect;
}

/// Whether the nets of these lines, in place of the selection's, make another total or other points.
bool CandidateReasons::changes_result(std::span<const Number> lines, SelectionSearch& search,
                                      const Selection& selection, const NetState& nets) {
  line_nets_.assign(selection.line_nets.begin(), selection.line_nets.end());
  for (const Number line : lines) line_nets_[line] = nets.line(line);
  if (line_nets_ == selection.line_nets) return false;
  const Program& program = input_.tables->program;
  sum_by_rate(*input_.basket, line_nets_, sums_);
  if (total_of(sums_, input_.basket->rates, program) != selection.total) return true;
  PointsChoice& points = search.points_choice();
  return points.matters() && points.points_with(line_nets_, selection.total) != selection.awarded;
}

}  // namespace kazasu::pricing
