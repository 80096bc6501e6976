// pricing.md, section 2: which offers may apply.
#include "pricing/candidates.hpp"

#include <vector>

namespace kazasu::pricing {
void Candidates::find(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket, Number without) {
  tables_ = &tables;
  facts_ = &facts;
  basket_ = &basket;
  all.clear();
  if (places_.size() < tables.compiled.size()) {
    places_.resize(tables.compiled.size(), kNone);
    next_line_.resize(tables.compiled.size(), 0);
  }
  live_.find(tables, facts);
  matcher_.match(tables, basket, live_.words());
  list_targetable();
  line_count_ = static_cast<Number>(lines.size());
  each_bit(matcher_.matched, [&](Number number) { consider(number, without); });
  lines.resize(line_count_);
  place_targets();
}

/// Only discountable lines are in the target of discount rewards, only awardable ones in that of points rewards. Offers
/// for every line share one list of each.
void Candidates::list_targetable() {
  const auto count = static_cast<Number>(basket_->lines.size());
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
  everything_targetable_ = discountable_.lines.end == count && awardable_.lines.end == 2 * count;
}

/// Adds the offer if it is a candidate, but for its target; that it has one at all is still to be seen.
void Candidates::consider(Number number, Number without) {
  const CompiledOffer& offer = tables_->compiled[number];
  const FilterTotals totals = matcher_.totals(number);
  const bool below = (totals.amount < offer.min_amount) | (totals.quantity < offer.min_quantity);
  // Room for its lines, also where it is no candidate: so that place_targets need not ask.
  const Number begin = line_count_;
  next_line_[number] = begin;
  line_count_ += matcher_.matched_lines(number);
  if (below || number == without) return;
  if (!offer.settled && !judge_before_target(number).candidate) return;
  places_[number] = static_cast<Number>(all.size());
  all.push_back({&offer, number, {begin, begin}, totals.quantity});
}

void Candidates::place_targets() {
  for (const TargetMatcher::Match match : matcher_.matches()) {
    Number& next = next_line_[match.offer];
    lines[next] = match.line;
    // Offers are numbered by stage: discounts stand before the others.
    next += targetable_by_[match.line] >> (match.offer < tables_->discount_count ? 0 : 1) & 1U;
  }
  bool untargeted = false;
  for (Candidate& candidate : all) {
    candidate.lines.end = next_line_[candidate.number];
    if (candidate.offer->every_line) {
      const Targetable& targetable = candidate.offer->discounts() ? discountable_ : awardable_;
      candidate.lines = targetable.lines;
      candidate.units = targetable.units;
    } else if (!everything_targetable_) {
      candidate.units = units_of(target(candidate));
    }
    untargeted |= candidate.lines.empty();
  }
  if (!untargeted) return;
  std::erase_if(all, [](const Candidate& candidate) { return candidate.lines.empty(); });
  for (Number place = 0; place < all.size(); ++place) places_[all[place].number] = place;
}

Int Candidates::units_of(std::span<const Number> target) const {
  Int units = 0;
  for (const Number line : target) units += basket_->lines[line].quantity;
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
