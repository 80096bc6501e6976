#include "kazasu/terminal/receipt_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "receipt_words.hpp"
#include "text_columns.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kColumns = 42;
constexpr std::string_view kReducedClass = "reduced";

/// 12345 → ¥12,345
std::string yen(Money amount) {
  std::string digits = std::to_string(amount.value() < 0 ? -amount.value() : amount.value());
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return (amount.value() < 0 ? "-¥" : "¥") + digits;
}

/// 800 → 8%, 850 → 8.5%
std::string percent(std::int64_t basis_points) {
  std::string text = std::to_string(basis_points / 100);
  const std::int64_t rest = basis_points % 100;
  if (rest != 0)
    text += rest % 10 == 0 ? "." + std::to_string(rest / 10)
                           : "." + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
  return text + "%";
}

/// 2026-11-25 09:12:03
std::string local_time(Timestamp at) {
  std::string text = format_timestamp({at.unix_ms / 1'000 * 1'000, at.utc_offset_seconds}).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string title_of(const std::vector<Offer>& offers, const std::string& id) {
  const auto found = std::find_if(offers.begin(), offers.end(), [&](const Offer& offer) { return offer.id == id; });
  return found == offers.end() || found->title.empty() ? id : found->title;
}

std::string label(std::string_view text, std::string_view value) {
  return std::string{text} + " " + std::string{value};
}

std::string points(Points value, const ReceiptWords& words) {
  return std::to_string(value.value()) + std::string{words.points_unit};
}

class ReceiptPrinter {
 public:
  ReceiptPrinter(const Receipt& receipt, Language language)
      : receipt_(receipt), language_(language), words_(receipt_words(language)) {}

  std::string print() {
    print_head();
    for (std::size_t i = 0; i < receipt_.quote.lines.size(); ++i)
      print_line(receipt_.basket.lines[i], receipt_.quote.lines[i]);
    out_.rule();
    print_totals();
    print_taxes();
    print_payment();
    print_member();
    if (has_reduced_) out_.line(words_.reduced_note);
    return out_.take();
  }

 private:
  void print_head() {
    out_.centered(receipt_.seller.name);
    out_.centered(words_.receipt);
    if (receipt_.mode == Mode::training) out_.centered(words_.training);
    if (!receipt_.seller.registration_number.empty())
      out_.line(label(words_.registration_number, receipt_.seller.registration_number));
    out_.line(local_time(receipt_.at), label(words_.clerk, receipt_.clerk));
    if (!receipt_.number.empty())
      out_.line(label(words_.number, receipt_.number), receipt_.already_committed ? words_.already : "");
    out_.rule();
  }

  void print_line(const Line& line, const QuotedLine& quoted) {
    const bool reduced = line.tax_class == kReducedClass;
    has_reduced_ = has_reduced_ || reduced;
    const std::string name = (line.name.empty() ? line.product : line.name) + (reduced ? "※" : "");
    out_.line(name, yen(quoted.gross));
    if (line.quantity > 1) out_.line("  " + std::to_string(line.quantity) + " × " + yen(line.unit_price));
    for (const Adjustment& adjustment : quoted.adjustments) {
      const std::string why =
          adjustment.offer.empty() ? std::string{words_.markdown} : title_of(receipt_.offers, adjustment.offer);
      out_.line("  " + why, yen(-adjustment.amount));
    }
  }

  void print_totals() {
    out_.line(words_.subtotal, yen(receipt_.quote.gross));
    if (receipt_.quote.discount != Money{}) out_.line(words_.discount, yen(-receipt_.quote.discount));
  }

  void print_taxes() {
    Money net;
    for (const TaxTotal& tax : receipt_.quote.taxes) net += tax.taxable;
    const bool inside = net == receipt_.quote.total;
    if (inside) out_.line(words_.total, yen(receipt_.quote.total));
    for (const TaxTotal& tax : receipt_.quote.taxes) {
      out_.line("  " + percent(tax.basis_points) + std::string{words_.taxable} + " " + yen(tax.taxable),
                std::string{inside ? words_.tax_inside : words_.tax_added} + " " + yen(tax.tax));
    }
    if (!inside) out_.line(words_.total, yen(receipt_.quote.total));
  }

  void print_payment() {
    if (receipt_.quote.redeemed_points != Points{}) {
      out_.line(label(words_.redeemed, points(receipt_.quote.redeemed_points, words_)),
                yen(receipt_.quote.due - receipt_.quote.total));
      out_.line(words_.due, yen(receipt_.quote.due));
    }
    for (const Tender& tender : receipt_.tenders) out_.line(tender_name(tender.kind, language_), yen(tender.amount));
    if (receipt_.change != Money{}) out_.line(words_.change, yen(receipt_.change));
  }

  void print_member() {
    if (!receipt_.member) return;
    out_.rule();
    const MemberSummary& member = *receipt_.member;
    if (member.known) {
      out_.line(label(words_.member, member.rank), label(words_.points_balance, points(member.balance, words_)));
    } else {
      out_.line(words_.provisional_member);
    }
    for (const Award& award : receipt_.quote.awards) {
      const std::string why =
          award.offer.empty() ? std::string{words_.points_base} : title_of(receipt_.offers, award.offer);
      out_.line("  " + why + (award.expires_on ? " (-" + format_date(*award.expires_on) + ")" : ""),
                "+" + points(award.points, words_));
    }
    out_.line(words_.points_total, points(receipt_.quote.awarded_points, words_));
  }

  const Receipt& receipt_;
  Language language_;
  const ReceiptWords& words_;
  TextColumns out_{kColumns};
  bool has_reduced_ = false;
};

}  // namespace

std::string receipt_text(const Receipt& receipt, Language language) {
  return ReceiptPrinter{receipt, language}.print();
}

std::string receipt_text(const ReturnReceipt& receipt, Language language) {
  const ReceiptWords& words = receipt_words(language);
  TextColumns out{kColumns};
  out.centered(receipt.seller.name);
  out.centered(receipt.is_void ? words.void_receipt : words.return_receipt);
  if (!receipt.seller.registration_number.empty())
    out.line(label(words.registration_number, receipt.seller.registration_number));
  out.line(local_time(receipt.at), label(words.clerk, receipt.clerk));
  out.line(label(words.number, receipt.number), receipt.already_committed ? words.already : "");
  out.line(label(words.sale, receipt.sale_number), local_time(receipt.sale_at));
  out.rule();
  std::map<std::string, std::int64_t> returned;
  for (const ReturnedUnit& unit : receipt.units) ++returned[unit.line];
  bool has_reduced = false;
  for (const Line& line : receipt.basket.lines) {
    const auto found = returned.find(line.id);
    if (found == returned.end()) continue;
    const bool reduced = line.tax_class == kReducedClass;
    has_reduced = has_reduced || reduced;
    out.line((line.name.empty() ? line.product : line.name) + (reduced ? "※" : ""),
             "× " + std::to_string(found->second));
  }
  out.rule();
  const bool collected = receipt.booked.refund < Money{};
  out.line(collected ? words.collect : words.refund, yen(collected ? -receipt.booked.refund : receipt.booked.refund));
  for (const TaxTotal& tax : receipt.booked.taxes) {
    if (tax.taxable == Money{} && tax.tax == Money{}) continue;
    out.line("  " + percent(tax.basis_points) + std::string{words.taxable} + " " + yen(tax.taxable),
             std::string{words.tax_inside} + " " + yen(tax.tax));
  }
  if (receipt.booked.cash != Money{}) out.line(words.cash, yen(receipt.booked.cash));
  if (receipt.booked.points_restored != Points{})
    out.line(words.points_restored, points(receipt.booked.points_restored, words));
  if (receipt.booked.points_taken_back != Points{})
    out.line(words.points_taken_back, points(-receipt.booked.points_taken_back, words));
  for (const std::string& coupon : receipt.released_coupons) out.line(words.coupon_released, coupon);
  if (has_reduced) out.line(words.reduced_note);
  return out.take();
}

}  // namespace kazasu
