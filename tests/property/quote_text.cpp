#include "quote_text.hpp"

#include <sstream>

namespace kazasu::property {

std::string text_of(const Quote& quote) {
  std::ostringstream out;
  for (const QuotedLine& line : quote.lines) {
    out << "line " << line.id << " gross " << line.gross.value() << " discount " << line.discount.value() << " net "
        << line.net.value() << " units";
    for (const Money unit : line.unit_nets) out << ' ' << unit.value();
    for (const Adjustment& one : line.adjustments) out << " [" << one.offer << ' ' << one.amount.value() << ']';
    out << '\n';
  }
  for (const AppliedOffer& one : quote.applied) {
    out << "applied " << one.offer << " discount " << one.discount.value() << " points " << one.points.value() << '\n';
  }
  for (const NotAppliedOffer& one : quote.not_applied) {
    out << "not applied " << one.offer << " reason " << static_cast<int>(one.reason) << " condition '" << one.condition
        << "' instead '" << one.instead << "'\n";
  }
  out << "gross " << quote.gross.value() << " discount " << quote.discount.value() << " total " << quote.total.value()
      << " due " << quote.due.value() << '\n';
  for (const TaxTotal& one : quote.taxes) {
    out << "tax " << one.basis_points << " taxable " << one.taxable.value() << " tax " << one.tax.value() << '\n';
  }
  out << "redeemed " << quote.redeemed_points.value() << " redeemable " << quote.redeemable_points.value() << '\n';
  for (const Award& one : quote.awards) {
    out << "award '" << one.offer << "' points " << one.points.value() << " from " << format_date(one.activates_on)
        << " to " << (one.expires_on ? format_date(*one.expires_on) : "ever") << " of '" << one.wallet << "'\n";
  }
  out << "awarded " << quote.awarded_points.value() << " optimal " << quote.optimal << " gap " << quote.gap.value()
      << '\n';
  for (const IssuedCoupon& one : quote.issued_coupons) {
    out << "issued by " << one.offer << ": " << one.coupon << " stamps " << one.stamps << " count " << one.count
        << " from " << format_date(one.available_on) << " for " << one.stamps_used << '\n';
  }
  for (const QuotedWallet& one : quote.wallets) {
    out << "wallet '" << one.wallet << "' redeemed " << one.redeemed_points.value() << " redeemable "
        << one.redeemable_points.value() << " awarded " << one.awarded_points.value() << " balance "
        << one.balance.value() << " capped " << one.capped_points.value() << " by " << static_cast<int>(one.cap)
        << '\n';
  }
  return out.str();
}

}  // namespace kazasu::property
