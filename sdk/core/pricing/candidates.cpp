// pricing.md, section 2: which offers may apply.
#include "pricing/candidates.hpp"

#include <algorithm>
#include <numeric>

namespace kazasu::pricing {
void Candidates::find(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket, Number without) {
  tables_ = &tables;
  facts_ = &facts;
  basket_ = &basket;
  if (places_.size() < tables.compiled.size()) {
    places_.resize(tables.compiled.size(), kNone);
    next_line_.resize(tables.compiled.size(), 0);
  }
  live_.find(tables, facts);
  matcher_.match(tables, basket, live_.words());
  list_targetable();
  line_count_ = static_cast<Number>(lines.size());
  consider_matched(without);
  lines.resize(line_count_);
  place_targets();
  note_stages();
}

/// Only discountable lines are in the target of discount rewards, only awardable ones in that of points rewards. Offers
/// for every line share one list of each.
void Candidates::list_targetable() {
  const auto count = static_cast<Number>(basket_->lines.size());
  if (basket_->every_line_targetable) {
    lines.resize(count);
    std::iota(lines.begin(), lines.end(), Number{0});
    targetable_by_.assign(count, kByDiscounts | kByPoints);
    discountable_ = awardable_ = {{0, count}, basket_->all.quantity};
    return;
  }
  lines.resize(2 * std::size_t{count});
  targetable_by_.resize(count);
  discountable_ = {{0, 0}, 0};
  awardable_ = {{count, count}, 0};
  for (Number line = 0; line < count; ++line) {
    const PreparedLine& prepared = basket_->lines[line];
    targetable_by_[line] =
        static_cast<std::uint8_t>((prepared.discountable ? kByDiscounts : 0) | (prepared.awardable ? kByPoints : 0));
    const auto list = [&](Targetable& targetable, bool targeted) {
      lines[targetable.lines.end] = line;
      targetable.lines.end += targeted ? 1 : 0;
      targetable.units += targeted ? prepared.quantity : 0;
    };
    list(discountable_, prepared.discountable);
    list(awardable_, prepared.awardable);
  }
}

/// Lists the candidates, but for their targets; that each has one at all is still to be seen. Which offers reach their
/// minima follows no pattern: each is written, and counted if it is a candidate.
void Candidates::consider_matched(Number without) {
  const auto matched = matcher_.matched();
  all.resize(matched.size());
  Candidate* next = all.data();
  for (const Number number : matched) {
    const CompiledOffer& offer = tables_->compiled[number];
    const FilterTotals totals = matcher_.totals(number);
    bool may_apply =
        (totals.amount >= offer.min_amount) & (totals.quantity >= offer.min_quantity) & (number != without);
    if (!offer.settled) may_apply = may_apply && judge_before_target(number).candidate;
    // Room for its lines, also where it is no candidate: so that place_targets need not ask.
    const Number begin = line_count_;
    next_line_[number] = begin;
    line_count_ += matcher_.matched_lines(number);
    places_[number] = static_cast<Number>(next - all.data());
    *next = {&offer, number, {begin, begin}, totals.quantity};
    next += may_apply ? 1 : 0;
  }
  all.resize(static_cast<std::size_t>(next - all.data()));
}

void Candidates::place_targets() {
  for (const TargetMatcher::Match match : matcher_.matches()) {
    Number& next = next_line_[match.offer];
    lines[next] = match.line;
    // Offers are numbered by stage: discounts stand before the others.
    const auto by_points = static_cast<unsigned>(match.offer >= tables_->discount_count);
    next += targetable_by_[match.line] >> by_points & 1U;
  }
  bool untargeted = false;
  const Targetable* const of_every_line[] = {&awardable_, &discountable_};  // by whether it discounts
  for (Candidate& candidate : all) {
    Targetable own{{candidate.lines.begin, next_line_[candidate.number]}, candidate.units};
    if (!basket_->every_line_targetable) own.units = units_of(own.lines);
    const CompiledOffer& offer = *candidate.offer;
    const Targetable* const targets[] = {&own, of_every_line[offer.discounts() ? 1 : 0]};
    candidate.lines = targets[offer.every_line ? 1 : 0]->lines;
    candidate.units = targets[offer.every_line ? 1 : 0]->units;
    untargeted |= candidate.lines.empty();
  }
  if (!untargeted) return;
  std::erase_if(all, [](const Candidate& candidate) { return candidate.lines.empty(); });
  for (Number place = 0; place < all.size(); ++place) places_[all[place].number] = place;
}

void Candidates::note_stages() {
  std::array<Number, 4> sizes{};
  any_exclusive_ = false;
  for (const Candidate& candidate : all) {
    ++sizes[static_cast<std::size_t>(candidate.offer->stage)];
    any_exclusive_ |= candidate.offer->exclusive;
  }
  Number begin = 0;
  for (std::size_t stage = 0; stage < sizes.size(); ++stage) {
    stages_[stage] = {begin, begin + sizes[stage]};
    begin += sizes[stage];
  }
}

Int Candidates::units_of(Range target) const {
  Int units = 0;
  for (Number i = target.begin; i < target.end; ++i) units += basket_->lines[lines[i]].quantity;
  return units;
}

Number Candidates::place_of(Number offer) const {
  const Number place = places_[offer];
  return place < all.size() && all[place].number == offer ? place : kNone;
}

Verdict Candidates::judge(Number offer) const {
  if (const Verdict verdict = judge_before_target(offer); !verdict.candidate) return verdict;
  if (place_of(offer) == kNone) {
    return {false, points_used_up(offer) ? NotAppliedReason::limit : NotAppliedReason::no_target, ConditionField::none};
  }
  return {true, NotAppliedReason::not_best, ConditionField::none};
}

Verdict Candidates::judge_before_target(Number offer) const {
  const CompiledCondition& condition = tables_->conditions[offer];
  if (facts_->priced_by_pos && condition.discounts) return {false, NotAppliedReason::priced_by_pos, {}};
  if (condition.coupon && !facts_->holds(offer)) return {false, NotAppliedReason::not_held, {}};
  if (!condition.discounts && facts_->member == nullptr) return {false, NotAppliedReason::member, {}};
  const ConditionField failing = first_failing(*tables_, condition, *facts_, matcher_.totals(offer));
  if (failing != ConditionField::none) return {false, NotAppliedReason::condition, failing};
  if (condition.limited && !limits_leave_room(offer)) return {false, NotAppliedReason::limit, {}};
  return {true, NotAppliedReason::not_best, {}};
}

bool Candidates::limits_leave_room(Number offer) const {
  const CompiledOffer& compiled = tables_->compiled[offer];
  if (!facts_->budgets.leave_room(offer)) return false;
  if (compiled.per_member_day == 0 && compiled.per_member == 0) return true;
  if (facts_->member == nullptr) return false;
  const KnownUsage used = facts_->usage(offer);
  return (compiled.per_member_day == 0 || used.today < compiled.per_member_day) &&
         (compiled.per_member == 0 || used.total < compiled.per_member);
}

/// A points offer that has awarded the member all that it may has nothing to give, with a target or without.
bool Candidates::points_used_up(Number offer) const {
  const CompiledOffer& compiled = tables_->compiled[offer];
  if (!compiled.limits_points || compiled.stage != Stage::points || facts_->member == nullptr) return false;
  const Int most = tables_->offers[compiled.position].limits.points_per_member.value();
  return most > 0 && facts_->usage(offer).points >= most;
}

}  // namespace kazasu::pricing
