// pricing.md, section 6: the answer.
#include "pricing/answer.hpp"

#include <algorithm>

#include "kazasu/values/limits.hpp"

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
  write_wallets(quote);
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

void AnswerWriter::assign_id(std::string& id, Number place) const {
  const CompiledOffer& offer = *input_.candidates->all[place].offer;
  assign_text(id, offer.id.holds() ? offer.id.view() : std::string_view{input_.tables->offers[offer.position].id});
}

AppliedOffer& AnswerWriter::next_applied(Number place, Quote& quote) {
  AppliedOffer& applied = applied_.next(quote.applied, applied_used_);
  assign_id(applied.offer, place);
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
    assign_text(line.id, prepared[i].line->id);
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
      assign_text(adjustment.offer, applied.offer);
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
    const auto units = nets.units_of(input_.basket->lines[i]);
    line.unit_nets.resize(units.size());
    std::transform(units.begin(), units.end(), line.unit_nets.begin(), [](Int net) { return Money{net}; });
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
  const Redemption& redemption = input_.points->redemption;
  quote.redeemed_points = Points{redemption.usable[0]};
  quote.redeemable_points = Points{redemption.redeemable(*input_.facts, 0, total)};
  quote.due = quote.total - Money{redemption.value};
}

Result<void> AnswerWriter::write_awards(Quote& quote) {
  const Program& program = input_.tables->program;
  const auto& wallets = input_.facts->wallets;
  const AwardDates own{program.award, input_.facts->moment.business_date};
  quote.awarded_points = Points{};
  Points sum;
  bool fits = true;
  for (const CappedAwards::Given& given : input_.awards->given) {
    const bool base = given.place == kNone;
    if (!base) next_applied(given.place, quote).points = Points{given.points};
    if (given.points == 0 || !fits) continue;
    fits = given.points <= limits::kPointsMax && sum.value() + given.points <= limits::kPointsMax;
    if (!fits) continue;
    sum += Points{given.points};
    if (given.wallet == 0) quote.awarded_points += Points{given.points};
    Award& award = awards_.next(quote.awards, awards_used_);
    award.points = Points{given.points};
    if (base) {
      award.offer.clear();
    } else {
      assign_id(award.offer, given.place);
    }
    const Int days = base ? 0 : input_.candidates->all[given.place].offer->expires_days;
    if (given.wallet == 0) {
      own.write(award, days);
      award.wallet.clear();
    } else {
      AwardDates{*wallets[given.wallet].award, input_.facts->moment.business_date}.write(award, days);
      award.wallet = program.wallets[given.wallet - 1].wallet;
    }
  }
  awards_.cut(quote.awards, awards_used_);
  if (fits) return {};
  return Error{ErrorCode::limit_exceeded, "awarded_points: more than " + std::to_string(limits::kPointsMax)};
}

/// Where a program has several wallets or caps: all of them (docs/pricing-extensions.md).
void AnswerWriter::write_wallets(Quote& quote) {
  const auto& wallets = input_.facts->wallets;
  const auto capped = [](const WalletFacts& wallet) {
    const AwardCaps& caps = wallet.award->caps;
    return caps.per_checkout > Points{} || caps.per_day > Points{} || caps.checkouts_per_day > 0;
  };
  std::size_t used = 0;
  const bool listed = wallets.size() > 1 || capped(wallets[0]);
  for (Number number = 0; listed && number < wallets.size(); ++number) {
    QuotedWallet& wallet = wallets_.next(quote.wallets, used);
    wallet.wallet = number == 0 ? std::string{} : input_.tables->program.wallets[number - 1].wallet;
    wallet.redeemed_points = Points{input_.points->redemption.usable[number]};
    wallet.redeemable_points =
        Points{input_.points->redemption.redeemable(*input_.facts, number, input_.selection->total)};
    wallet.capped_points = Points{input_.awards->cuts[number].points};
    wallet.cap = input_.awards->cuts[number].cap;
    wallet.awarded_points = Points{};
    wallet.balance = Points{wallets[number].balance} - wallet.redeemed_points;
    for (const Award& award : quote.awards) {
      if (award.wallet != wallet.wallet) continue;
      wallet.awarded_points += award.points;
      if (award.activates_on <= input_.facts->moment.business_date) wallet.balance += award.points;
    }
  }
  wallets_.cut(quote.wallets, used);
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
    issued.stamps_used = stamped.issued * reward.stamps;
    issued.available_on = add_days(input_.facts->moment.business_date, reward.available_days);
  }
  issued_.cut(quote.issued_coupons, used);
}

}  // namespace kazasu::pricing
