#include "pricing/conservation.hpp"

namespace kazasu::pricing {
namespace {

bool lines_conserve(const Quote& quote, TaxMode mode) {
  Money gross, net, discount, by_lines, by_offers, taxable, tax;
  for (const QuotedLine& line : quote.lines) {
    Money units, adjustments;
    for (const Money unit : line.unit_nets) units += unit;
    for (const Adjustment& adjustment : line.adjustments) {
      adjustments += adjustment.amount;
      if (!adjustment.offer.empty()) by_lines += adjustment.amount;
    }
    if (units != line.net || adjustments != line.discount || line.gross - line.discount != line.net) return false;
    gross += line.gross;
    net += line.net;
    discount += line.discount;
  }
  for (const AppliedOffer& applied : quote.applied) by_offers += applied.discount;
  for (const TaxTotal& one : quote.taxes) {
    taxable += one.taxable;
    tax += one.tax;
  }
  const Money total = mode == TaxMode::excluded ? net + tax : net;
  return gross == quote.gross && discount == quote.discount && by_lines == by_offers && taxable == net &&
         total == quote.total;
}

bool awards_conserve(const Quote& quote) {
  Points own, of_offers, applied_points;
  for (const Award& award : quote.awards) {
    if (award.wallet.empty()) own += award.points;
    if (!award.offer.empty()) of_offers += award.points;
  }
  for (const AppliedOffer& applied : quote.applied) applied_points += applied.points;
  for (const QuotedWallet& wallet : quote.wallets) {
    Points awarded;
    for (const Award& award : quote.awards) {
      if (award.wallet == wallet.wallet) awarded += award.points;
    }
    if (awarded != wallet.awarded_points) return false;
  }
  return own == quote.awarded_points && of_offers == applied_points;
}

bool payment_conserves(const Quote& quote, const Program& program) {
  Money paid = program.redeem.point_value * quote.redeemed_points.value();
  for (std::size_t i = 1; i < quote.wallets.size(); ++i) {
    paid += program.wallets[i - 1].redeem.point_value * quote.wallets[i].redeemed_points.value();
  }
  return quote.due == quote.total - paid && quote.due >= Money{};
}

}  // namespace

bool conserves(const Quote& quote, const Program& program) {
  return lines_conserve(quote, program.tax_mode) && awards_conserve(quote) && payment_conserves(quote, program);
}

}  // namespace kazasu::pricing
