// pricing.md, section 6: the answer.
#include "pricing/answer.hpp"

#include <algorithm>
#include <limits>

#include "kazasu/values/limits.hpp"
#include "pricing/redeem.hpp"

namespace kazasu::pricing {

Result<void> AnswerWriter::write(const Input& input, NetState& nets, OfferStages& stages, Quote& quote) {
  input_ = input;
  applied_used_ = not_applied_used_ = awards_used_ = 0;
  quote.hints.clear();
  write_lines(quote);
  write_discounts(nets, stages, quote);
  write_nets(nets, quote);
  write_totals(quote);
  if (auto written = write_awards(quote); !written) return written;
  write_stamps(quote);
  applied_.cut(quote.applied, applied_used_);
  write_not_applied(quote);
  quote.optimal = input.selection->optimal;
  quote.gap = Money{input.selection->gap};
  return {};
}

const Offer& AnswerWriter::offer_at(Number place) const {
  return input_.tables->offers[input_.candidates->all[place].offer->position];
}

AppliedOffer& AnswerWriter::next_applied(Number place, Quote& quote) {
  AppliedOffer& applied = applied_.next(quote.applied, applied_used_);
  applied.offer = offer_at(place).id;
  applied.discount = Money{};
  applied.points = Points{};
  return applied;
}

void AnswerWriter::write_lines(Quote& quote) {
  const auto& prepared = input_.basket->lines;
  adjustments_used_.assign(prepared.size(), 0);
  std::size_t used = 0;
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    QuotedLine& line = lines_.next(quote.lines, used);
    line.id = prepared[i].line->id;
    line.gross = Money{prepared[i].gross};
    if (prepared[i].line->manual_discount == Money{}) continue;
    Adjustment& manual = adjustments_.next(line.adjustments, adjustments_used_[i]);
    manual.offer.clear();
    manual.amount = prepared[i].line->manual_discount;
  }
  lines_.cut(quote.lines, used);
}

void AnswerWriter::write_discounts(NetState& nets, OfferStages& stages, Quote& quote) {
  line_off_.resize(std::max(line_off_.size(), input_.basket->lines.size()), 0);
  nets.forget_changes();
  for (const Number place : input_.selection->discounts) {
    const Candidate& candidate = input_.candidates->all[place];
    stages.apply({candidate.offer, input_.candidates->target(candidate)}, nets);
    lines_changed_.clear();
    for (const NetState::LineChange& change : nets.line_changes_since({})) {
      if (line_off_[change.line] == 0) lines_changed_.push_back(change.line);
      line_off_[change.line] += change.amount;
    }
    nets.forget_changes();
    AppliedOffer& applied = next_applied(place, quote);
    for (const Number line : lines_changed_) {
      QuotedLine& quoted = quote.lines[line];
      Adjustment& adjustment = adjustments_.next(quoted.adjustments, adjustments_used_[line]);
      adjustment.offer = applied.offer;
      adjustment.amount = Money{line_off_[line]};
      applied.discount += adjustment.amount;
      if (candidate.offer->stage == Stage::basket) stages.settle_units(line, line_off_[line], nets);
      line_off_[line] = 0;
    }
    nets.forget_changes();
  }
}

void AnswerWriter::write_nets(const NetState& nets, Quote& quote) {
  quote.gross = quote.discount = Money{};
  for (std::size_t i = 0; i < quote.lines.size(); ++i) {
    QuotedLine& line = quote.lines[i];
    adjustments_.cut(line.adjustments, adjustments_used_[i]);
    line.net = Money{nets.line(static_cast<Number>(i))};
    line.discount = line.gross - line.net;
    line.unit_nets.clear();
    for (const Int unit : nets.units_of(input_.basket->lines[i])) line.unit_nets.emplace_back(unit);
    quote.gross += line.gross;
    quote.discount += line.discount;
  }
}

void AnswerWriter::write_totals(Quote& quote) {
  const Program& program = input_.tables->program;
  const BasketLines& basket = *input_.basket;
  sum_by_rate(basket, input_.selection->line_nets, sums_);
  quote.taxes.clear();
  for (std::size_t rate = 0; rate < sums_.size(); ++rate) {
    quote.taxes.push_back(
        {basket.rates[rate], Money{sums_[rate]}, Money{tax_of(sums_[rate], basket.rates[rate], program)}});
  }
  const Int total = input_.selection->total;
  quote.total = Money{total};
  quote.redeemed_points = Points{input_.selection->usable};
  quote.redeemable_points =
      Points{usable_points(program.redeem, input_.facts->member, std::numeric_limits<Int>::max(), total)};
  quote.due = quote.total - program.redeem.point_value * input_.selection->usable;
}

Result<void> AnswerWriter::write_awards(Quote& quote) {
  static const std::string kBase;
  const AwardDates dates{input_.tables->program.award, input_.facts->moment.business_date};
  quote.awarded_points = Points{};
  const auto add = [&](const std::string& offer, Int expires_days, Int points) {
    if (points == 0) return true;
    if (points > limits::kPointsMax || quote.awarded_points.value() + points > limits::kPointsMax) return false;
    quote.awarded_points += Points{points};
    Award& award = awards_.next(quote.awards, awards_used_);
    award.offer = offer;
    award.points = Points{points};
    award.activates_on = dates.activation();
    award.expires_on = dates.expiry(expires_days);
    return true;
  };
  bool fits = !input_.points->matters() || add(kBase, 0, input_.points->base_points());
  for (const Number place : input_.selection->points) {
    AppliedOffer& applied = next_applied(place, quote);
    applied.points = Points{input_.points->points_of(place)};
    fits = fits && add(applied.offer, offer_at(place).expires_days, applied.points.value());
  }
  awards_.cut(quote.awards, awards_used_);
  if (fits) return {};
  return Error{ErrorCode::limit_exceeded, "awarded_points: more than " + std::to_string(limits::kPointsMax)};
}

void AnswerWriter::write_stamps(Quote& quote) {
  std::size_t used = 0;
  for (const StampChoice::Stamped& stamped : input_.stamps->taken) {
    const AppliedOffer& applied = next_applied(stamped.place, quote);
    const auto& reward = std::get<reward::IssueCoupon>(offer_at(stamped.place).reward);
    IssuedCoupon& issued = issued_.next(quote.issued_coupons, used);
    issued.offer = applied.offer;
    issued.coupon = reward.coupon;
    issued.stamps = stamped.stamps;
    issued.count = stamped.issued;
    issued.available_on = add_days(input_.facts->moment.business_date, reward.available_days);
  }
  issued_.cut(quote.issued_coupons, used);
}

}  // namespace kazasu::pricing
