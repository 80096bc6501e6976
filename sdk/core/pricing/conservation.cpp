#include "pricing/conservation.hpp"

namespace kazasu::pricing {

bool conserves(const Quote& quote, TaxMode mode) {
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
  Points awards, by_awards;
  for (const AppliedOffer& applied : quote.applied) by_offers += applied.discount;
  for (const TaxTotal& one : quote.taxes) {
    taxable += one.taxable;
    tax += one.tax;
  }
  for (const Award& award : quote.awards) awards += award.points;
  for (const AppliedOffer& applied : quote.applied) by_awards += applied.points;
  const Money total = mode == TaxMode::excluded ? net + tax : net;
  return gross == quote.gross && discount == quote.discount && by_lines == by_offers && taxable == net &&
         total == quote.total && awards == quote.awarded_points && by_awards <= awards;
}

}  // namespace kazasu::pricing
