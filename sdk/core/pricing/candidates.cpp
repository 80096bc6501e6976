// pricing.md, section 2: which offers may apply.
#include "pricing/candidates.hpp"

#include <algorithm>
#include <bit>

namespace kazasu::pricing {
namespace {

/// Only discountable lines are in the target of discount rewards, only awardable ones in that of points rewards.
bool targetable(const CompiledOffer& offer, const PreparedLine& line) {
  return offer.discounts() ? line.discountable : line.awardable;
}

}  // namespace

void Candidates::find(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket, Number without) {
  tables_ = &tables;
  facts_ = &facts;
  basket_ = &basket;
  all.clear();
  lines.clear();
  if (places_.size() < tables.compiled.size()) places_.resize(tables.compiled.size(), kNone);
  live_.find(tables, facts);
  matcher_.match(tables, basket, live_.words());
  for (std::size_t word = 0; word < matcher_.matched.size(); ++word) {
    for (std::uint64_t bits = matcher_.matched[word]; bits != 0; bits &= bits - 1) {
      const auto number = static_cast<Number>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      if (number == without || !may_apply(number)) continue;
      places_[number] = static_cast<Number>(all.size());
      all.push_back({&tables.compiled[number], number, {}, 0});
    }
  }
  place_targets();
  drop_untargeted();
}

void Candidates::place_targets() {
  const auto count = static_cast<Number>(basket_->lines.size());
  every_discountable_ = {0, 0};
  every_awardable_ = {count, count};
  discountable_units_ = awardable_units_ = 0;
  Number end = 2 * count;
  for (const Candidate& candidate : all) {
    if (!matcher_.matches_every_line(candidate.number)) end += matcher_.matched_lines(candidate.number);
  }
  lines.resize(end);
  for (Number line = 0; line < count; ++line) {
    const PreparedLine& prepared = basket_->lines[line];
    const Int quantity = prepared.quantity;
    if (prepared.discountable) {
      lines[every_discountable_.end++] = line;
      discountable_units_ += quantity;
    }
    if (prepared.awardable) {
      lines[every_awardable_.end++] = line;
      awardable_units_ += quantity;
    }
  }
  Number next = 2 * count;
  for (Candidate& candidate : all) {
    if (matcher_.matches_every_line(candidate.number)) {
      const bool discounts = candidate.offer->discounts();
      candidate.lines = discounts ? every_discountable_ : every_awardable_;
      candidate.units = discounts ? discountable_units_ : awardable_units_;
      continue;
    }
    candidate.lines.begin = candidate.lines.end = next;
    next += matcher_.matched_lines(candidate.number);
  }
  for (const TargetMatcher::Match match : matcher_.matches) {
    const Number place = place_of(match.offer);
    if (place == kNone) continue;
    Candidate& candidate = all[place];
    const PreparedLine& prepared = basket_->lines[match.line];
    if (!targetable(*candidate.offer, prepared)) continue;
    lines[candidate.lines.end++] = match.line;
    candidate.units += prepared.quantity;
  }
}

void Candidates::drop_untargeted() {
  const auto untargeted = [](const Candidate& candidate) { return candidate.lines.empty(); };
  if (std::none_of(all.begin(), all.end(), untargeted)) return;
  const auto kept = std::remove_if(all.begin(), all.end(), untargeted);
  all.erase(kept, all.end());
  for (Number place = 0; place < all.size(); ++place) places_[all[place].number] = place;
}

Number Candidates::place_of(Number offer) const {
  const Number place = places_[offer];
  return place < all.size() && all[place].number == offer ? place : kNone;
}

Verdict Candidates::judge(Number offer) const {
  if (const Verdict verdict = judge_before_target(offer); !verdict.candidate) return verdict;
  if (place_of(offer) == kNone) return {false, NotAppliedReason::no_target, ConditionField::none};
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

bool Candidates::may_apply(Number offer) const {
  if (!has_bit(tables_->live.settled.row(0), offer)) return judge_before_target(offer).candidate;
  const CompiledCondition& condition = tables_->conditions[offer];
  const FilterTotals totals = matcher_.totals(offer);
  return totals.amount >= condition.min_amount && totals.quantity >= condition.min_quantity;
}

bool Candidates::limits_leave_room(Number offer) const {
  const CompiledOffer& compiled = tables_->compiled[offer];
  if (facts_->member == nullptr) return false;
  const KnownUsage used = facts_->usage(offer);
  return (compiled.per_member_day == 0 || used.today < compiled.per_member_day) &&
         (compiled.per_member == 0 || used.total < compiled.per_member);
}

}  // namespace kazasu::pricing
