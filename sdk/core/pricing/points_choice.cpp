#include "pricing/points_choice.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {

void PointsChoice::prepare(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket,
                           const Candidates& candidates) {
  tables_ = &tables;
  facts_ = &facts;
  basket_ = &basket;
  candidates_ = &candidates;
  by_group_.resize(tables.groups.size());
  if (bases_.size() < facts.wallets.size()) bases_.resize(facts.wallets.size());
  prepare_offers();
  const auto has_base = [](const WalletFacts& wallet) { return wallet.rule.step > 0 && wallet.rule.points > 0; };
  matters_ = facts.member != nullptr &&
             (!awarding_.empty() || std::any_of(facts.wallets.begin(), facts.wallets.end(), has_base));
}

/// What a points offer's own fields say of its award (docs/pricing-extensions.md).
void PointsChoice::prepare_offers() {
  const bool several = facts_->wallets.size() > 1;
  given_.assign(candidates_->all.size(), 0);
  wallet_of_.assign(several ? candidates_->all.size() : 0, 0);
  most_.assign(candidates_->all.size(), std::numeric_limits<Int>::max());
  awarding_ = candidates_->of_stage(Stage::points);
  grouped_ = false;
  for (Number place = awarding_.begin; place < awarding_.end; ++place) {
    const Candidate& candidate = candidates_->all[place];
    grouped_ |= candidate.offer->group != kNone;
    if (several) wallet_of_[place] = candidate.offer->wallet;
    if (!candidate.offer->limits_points) continue;
    const Offer& offer = tables_->offers[candidate.offer->position];
    if (const Int most = offer.limits.points_per_basket.value(); most > 0) most_[place] = most;
    if (const Int most = offer.limits.points_per_member.value(); most > 0) {
      most_[place] = std::min(most_[place], std::max<Int>(0, most - facts_->usage(candidate.number).points));
    }
  }
}

void PointsChoice::prepare_bases(std::span<const Int> line_nets, Int total, std::vector<AwardBase>& bases) const {
  for (std::size_t i = 0; i < facts_->wallets.size(); ++i) {
    bases[i].prepare(*facts_->wallets[i].award, tables_->program, *basket_, line_nets, total, redemption.value);
  }
}

Int PointsChoice::reckon_points(Number place, std::vector<AwardBase>& bases) const {
  const Candidate& candidate = candidates_->all[place];
  const Number wallet = wallet_of(place);
  const StepRule rule = facts_->wallets[wallet].rule;
  const Int given =
      candidates_->every_line(candidate)
          ? bases[wallet].offer_points_of_all(*candidate.offer, candidate.units, rule)
          : bases[wallet].offer_points(*candidate.offer, candidates_->target(candidate), candidate.units, rule);
  return std::min(given, most_[place]);
}

Int PointsChoice::points_with(std::span<const Int> line_nets, Int total) {
  if (other_bases_.size() < bases_.size()) other_bases_.resize(bases_.size());
  prepare_bases(line_nets, total, other_bases_);
  Int sum = 0;
  for (std::size_t i = 0; i < facts_->wallets.size(); ++i) {
    sum += other_bases_[i].base_points(facts_->wallets[i].rule);
  }
  for (const Number place : picks) sum = std::min(sum + reckon_points(place, other_bases_), kPointsSumMax);
  return sum;
}

void PointsChoice::choose(std::span<const Int> line_nets, Int total, std::span<const Number> taken) {
  picks.clear();
  points = 0;
  redemption.prepare(*facts_, total);
  if (!matters_) return;
  prepare_bases(line_nets, total, bases_);
  for (Number wallet = 0; wallet < facts_->wallets.size(); ++wallet) points += base_points(wallet);
  if (grouped_) close_groups(taken);
  // Whether an offer gives anything follows no pattern: each is written, and counted if it does.
  picks.resize(awarding_.end - awarding_.begin);
  Number* next = picks.data();
  for (Number place = awarding_.begin; place < awarding_.end; ++place) {
    const Int given = given_[place] = reckon_points(place, bases_);
    if (candidates_->all[place].offer->group != kNone) {
      consider_of_group(place);
      continue;
    }
    *next = place;
    next += given > 0 ? 1 : 0;
    points = std::min(points + given, kPointsSumMax);
  }
  picks.resize(static_cast<std::size_t>(next - picks.data()));
  if (grouped_) pick_of_groups();
}

void PointsChoice::close_groups(std::span<const Number> taken) {
  for (const Number place : taken) {
    const Number group = candidates_->all[place].offer->group;
    if (group == kNone) continue;
    by_group_[group].closed = true;
    groups_seen_.push_back(group);
  }
}

void PointsChoice::pick_of_groups() {
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

/// Of a group the one that gives most.
void PointsChoice::consider_of_group(Number place) {
  const CompiledOffer& offer = *candidates_->all[place].offer;
  const Int given = given_[place];
  if (given == 0) return;
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
