#include "kazasu/pricing/quote.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "kazasu/pricing/validate.hpp"
#include "kazasu/values/limits.hpp"
#include "pricing/discount.hpp"
#include "pricing/reasons.hpp"
#include "pricing/sale_context.hpp"
#include "pricing/selection.hpp"
#include "pricing/target.hpp"
#include "pricing/tax.hpp"

namespace kazasu {
namespace {

using namespace pricing;

/// Every line at its starting nets, with the manual markdown as its first adjustment.
std::vector<QuotedLine> starting_lines(const SaleContext& context) {
  std::vector<QuotedLine> lines;
  for (const Line& line : context.sale.basket.lines) {
    QuotedLine quoted{.id = line.id, .gross = line.unit_price * line.quantity, .discount = {}, .net = {}, .adjustments = {}, .unit_nets = {}};
    if (line.manual_discount != Money{}) quoted.adjustments.push_back({"", line.manual_discount});
    lines.push_back(std::move(quoted));
  }
  return lines;
}

/// Applies the selection once more, line by line, for the adjustments.
void apply_discounts(const SaleContext& context, const Selection& selection, Quote& quote) {
  Units units{context.layout.starting_nets, std::vector<std::uint8_t>(context.layout.starting_nets.size(), 0)};
  DiscountScratch scratch;
  for (const std::uint32_t index : selection.discounts) {
    const Candidate& candidate = context.discounts[index];
    std::vector<std::int64_t> before;
    for (const std::uint32_t line : candidate.target) before.push_back(line_net(context.layout, units.nets, line));
    const std::int64_t discount = apply_discount(candidate, context.layout, context.program.discount_rounding, units, scratch);
    for (std::size_t i = 0; i < candidate.target.size(); ++i) {
      const std::int64_t amount = before[i] - line_net(context.layout, units.nets, candidate.target[i]);
      if (amount != 0) quote.lines[candidate.target[i]].adjustments.push_back({candidate.offer->id, Money{amount}});
    }
    quote.applied.push_back({candidate.offer->id, Money{discount}, Points{}});
  }
  for (std::uint32_t line = 0; line < quote.lines.size(); ++line) {
    QuotedLine& quoted = quote.lines[line];
    quoted.net = Money{line_net(context.layout, units.nets, line)};
    quoted.discount = quoted.gross - quoted.net;
    const Layout::LineUnits& range = context.layout.lines[line];
    for (std::uint32_t unit = range.first; unit < range.first + range.count; ++unit) quoted.unit_nets.emplace_back(units.nets[unit]);
    quote.gross += quoted.gross;
    quote.discount += quoted.discount;
  }
}

void add_taxes(const SaleContext& context, const Selection& selection, Quote& quote) {
  std::vector<std::int64_t> sums;
  nets_by_rate(context.layout, selection.nets, sums);
  for (std::size_t rate = 0; rate < sums.size(); ++rate) {
    const std::int64_t basis_points = context.layout.rates[rate];
    quote.taxes.push_back({basis_points, Money{sums[rate]}, Money{tax_of(sums[rate], basis_points, context.program)}});
  }
}

void redeem(const SaleContext& context, Quote& quote) {
  const std::int64_t total = quote.total.value();
  const std::int64_t usable = context.usable_points(context.sale.basket.redeem_points.value(), total);
  quote.redeemed_points = Points{usable};
  quote.redeemable_points = Points{context.usable_points(std::numeric_limits<std::int64_t>::max(), total)};
  quote.due = quote.total - context.program.redeem.point_value * usable;
}

Result<void> add_awards(const SaleContext& context, const Selection& selection, Quote& quote) {
  if (!context.sale.member) return {};
  const AwardBase base = context.award_base(selection.nets, selection.total, quote.redeemed_points.value());
  const AwardRate rate = context.rate();
  const auto add = [&](const std::string& offer, std::int64_t expires_days, std::int64_t points) -> Result<void> {
    if (points == 0) return {};
    quote.awards.push_back(make_award(context.program.award, offer, expires_days, points, context.time.business_date));
    quote.awarded_points += Points{points};
    if (points > limits::kPointsMax || quote.awarded_points.value() > limits::kPointsMax) {
      return Error{ErrorCode::limit_exceeded, "awarded_points: more than " + std::to_string(limits::kPointsMax)};
    }
    return {};
  };
  if (auto added = add("", 0, base.base_points(rate)); !added) return added;
  for (const std::uint32_t index : selection.points) {
    const Candidate& candidate = context.points[index];
    const std::int64_t points = base.offer_points(*candidate.offer, candidate.target, context.target_units(candidate), rate);
    quote.applied.push_back({candidate.offer->id, Money{}, Points{points}});
    if (auto added = add(candidate.offer->id, candidate.offer->expires_days, points); !added) return added;
  }
  return {};
}

/// What holds for every quote: units sum to lines, lines to the basket, discounts to adjustments, awards to the total.
[[maybe_unused]] bool conserves(const SaleContext& context, const Quote& quote) {
  Money net, by_lines, by_offers;
  for (const QuotedLine& line : quote.lines) {
    Money units, adjustments;
    for (const Money unit : line.unit_nets) units += unit;
    for (const Adjustment& adjustment : line.adjustments) {
      adjustments += adjustment.amount;
      if (!adjustment.offer.empty()) by_lines += adjustment.amount;
    }
    if (units != line.net || adjustments != line.discount || line.gross - line.discount != line.net) return false;
    net += line.net;
  }
  for (const AppliedOffer& applied : quote.applied) by_offers += applied.discount;
  Money taxes;
  for (const TaxTotal& tax : quote.taxes) taxes += tax.tax;
  Points awards;
  for (const Award& award : quote.awards) awards += award.points;
  const Money total = context.program.tax_mode == TaxMode::excluded ? net + taxes : net;
  return by_lines == by_offers && total == quote.total && quote.gross - quote.discount == net && awards == quote.awarded_points;
}

}  // namespace

Result<void> QuoteEngine::quote(const OfferIndex& offers, const Sale& sale, Quote& quote) {
  if (auto checked = validate(sale, offers.program()); !checked) return checked;
  SaleContext context{offers.program(), sale, sale_time(offers.program(), sale.at), lay_out(sale.basket, offers.program()), {}, {}};
  std::vector<std::optional<NotAppliedOffer>> no_candidates(offers.offers().size());
  for (std::uint32_t position = 0; position < offers.offers().size(); ++position) {
    Candidate candidate{.offer = &offers.offers()[position], .request_position = position, .discount = false, .target = {}};
    candidate.discount = is_discount(candidate.offer->reward);
    no_candidates[position] = why_no_candidate(*candidate.offer, sale, context.time, candidate.target);
    if (!no_candidates[position]) (candidate.discount ? context.discounts : context.points).push_back(std::move(candidate));
  }
  std::sort(context.discounts.begin(), context.discounts.end(), applies_before);
  std::sort(context.points.begin(), context.points.end(), applies_before);
  const Selection selection = best_selection(context);

  Quote priced;
  priced.lines = starting_lines(context);
  apply_discounts(context, selection, priced);
  priced.total = Money{selection.total};
  add_taxes(context, selection, priced);
  redeem(context, priced);
  if (auto awarded = add_awards(context, selection, priced); !awarded) return awarded;
  priced.not_applied = not_applied(offers, context, selection, no_candidates);
  priced.optimal = selection.optimal;
  priced.gap = Money{selection.gap};
  assert(conserves(context, priced));
  quote = std::move(priced);
  return {};
}

Result<Quote> quote(const QuoteRequest& request) {
  auto offers = OfferIndex::build(request.program, request.offers);
  if (!offers) return offers.error();
  Quote priced;
  if (auto quoted = QuoteEngine{}.quote(**offers, request.sale, priced); !quoted) return quoted.error();
  return priced;
}

}  // namespace kazasu
