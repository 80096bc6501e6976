#include "pricing/points_choice.hpp"

#include <algorithm>

#include "pricing/redeem.hpp"

namespace kazasu::pricing {

void PointsChoice::prepare(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket,
                           const Candidates& candidates) {
  tables_ = &tables;
  facts_ = &facts;
  basket_ = &basket;
  candidates_ = &candidates;
  by_group_.resize(tables.groups.size());
  given_.assign(candidates.all.size(), 0);
  awarding_.clear();
  for (Number place = 0; place < candidates.all.size(); ++place) {
    if (candidates.all[place].offer->stage == Stage::points) awarding_.push_back(place);
  }
  matters_ = facts.member != nullptr && ((facts.step > 0 && facts.points > 0) || !awarding_.empty());
}

Int PointsChoice::reckon_points(const Candidate& candidate) {
  const StepRule rule{facts_->step, facts_->points};
  if (candidates_->every_line(candidate)) return base_.offer_points_of_all(*candidate.offer, candidate.units, rule);
  return base_.offer_points(*candidate.offer, candidates_->target(candidate), candidate.units, rule);
}

void PointsChoice::choose(std::span<const Int> line_nets, Int total, std::span<const Number> taken) {
  picks.clear();
  points = 0;
  const RedeemRules& redeem = tables_->program.redeem;
  usable = usable_points(redeem, facts_->member, facts_->redeem_points, total);
  if (!matters_) return;
  base_.prepare(tables_->program, *basket_, line_nets, total, usable * redeem.point_value.value());
  points = base_points();
  for (const Number place : taken) {
    const Number group = candidates_->all[place].offer->group;
    if (group == kNone) continue;
    by_group_[group].closed = true;
    groups_seen_.push_back(group);
  }
  for (const Number place : awarding_) consider(place);
  if (groups_seen_.empty()) return;
  for (const Number group : groups_seen_) {
    if (by_group_[group].place != kNone) {
      picks.push_back(by_group_[group].place);
      points = std::min(points + by_group_[group].points, kPointsSumMax);
    }
    by_group_[group] = {};
  }
  groups_seen_.clear();
  std::sort(picks.begin(), picks.end());
}

void PointsChoice::consider(Number place) {
  const CompiledOffer& offer = *candidates_->all[place].offer;
  const Int given = given_[place] = reckon_points(candidates_->all[place]);
  if (given == 0) return;
  if (offer.group == kNone) {
    picks.push_back(place);
    points = std::min(points + given, kPointsSumMax);
    return;
  }
  GroupChoice& choice = by_group_[offer.group];
  if (choice.closed) return;
  if (choice.place == kNone) {
    groups_seen_.push_back(offer.group);
    choice = {place, given, false};
    return;
  }
  const CompiledOffer& other = *candidates_->all[choice.place].offer;
  const bool better = given != choice.points         ? given > choice.points
                      : offer.coupon != other.coupon ? other.coupon
                                                     : offer.id_rank < other.id_rank;
  if (better) choice = {place, given, false};
}

}  // namespace kazasu::pricing
