#include "kazasu/terminal/receipt_text.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "receipt/amount_text.hpp"
#include "receipt/offer_text.hpp"
#include "receipt/receipt_words.hpp"
#include "receipt/text_columns.hpp"

namespace kazasu {
namespace {

using namespace receipt;

/// 2026-11-25 09:12:03
std::string local_time(Timestamp at) {
  std::string text = format_timestamp(at).substr(0, 19);
  text[10] = ' ';
  return text;
}

/// A kind of tender that has no name of its own is printed as the POS calls it.
std::string tender_name(const std::string& kind, Language language) {
  if (kind == "cash") return say(Word::tender_cash, language);
  if (kind == "card") return say(Word::tender_card, language);
  if (kind == "qr") return say(Word::tender_qr, language);
  if (kind == "emoney") return say(Word::tender_emoney, language);
  return kind;
}

/// What receipts of sales and of returns have in common. `Paper` is Receipt or ReturnReceipt.
template <class Paper>
class Printer {
 protected:
  Printer(const Paper& paper, Language language) : paper_(paper), language_(language) {}

  [[nodiscard]] std::string word(Word word, std::initializer_list<std::string_view> values = {}) const {
    return say(word, language_, values);
  }
  [[nodiscard]] std::string money(Money amount) const { return money_text(amount, paper_.currency); }
  [[nodiscard]] std::string points(Points points) const { return word(Word::points, {grouped(points.value())}); }

  void header(Word title) {
    page_.centered(paper_.seller.name);
    page_.centered(word(title));
    if (!paper_.seller.registration_number.empty()) {
      page_.line(word(Word::registration_number, {paper_.seller.registration_number}));
    }
    if (paper_.clerk.empty()) {
      page_.line(local_time(paper_.at));
    } else {
      page_.pair(local_time(paper_.at), word(Word::clerk, {paper_.clerk}));
    }
    if (paper_.number.empty()) return;
    const std::string number = word(Word::receipt_number, {paper_.number});
    if (paper_.already_committed) {
      page_.pair(number, word(Word::already_committed));
    } else {
      page_.line(number);
    }
  }

  /// ※ for goods at a reduced rate, as the qualified invoice asks for.
  std::string_view mark_of(const Line& line) {
    std::int64_t highest = 0, own = 0;
    for (const TaxRate& rate : paper_.tax_rates) {
      highest = std::max(highest, rate.basis_points);
      if (rate.tax_class == line.tax_class) own = rate.basis_points;
    }
    const bool reduced = own > 0 && own < highest;
    any_reduced_ = any_reduced_ || reduced;
    return reduced ? "※" : "";
  }

  static const std::string& name_of(const Line& line) { return line.name.empty() ? line.product : line.name; }

  void taxes(const std::vector<TaxTotal>& totals) {
    const Word kind = paper_.tax_mode == TaxMode::included ? Word::tax_included : Word::tax_excluded;
    for (const TaxTotal& tax : totals) {
      if (tax.taxable == Money{} && tax.tax == Money{}) continue;
      page_.pair(word(kind, {percent_text(tax.basis_points), money(tax.taxable)}), money(tax.tax), 2);
    }
  }

  std::string finish() {
    if (any_reduced_) page_.line(word(Word::reduced_rate_mark));
    return page_.take();
  }

  const Paper& paper_;
  Language language_;
  TextColumns page_;
  bool any_reduced_ = false;
};

class SalePrinter : private Printer<Receipt> {
 public:
  SalePrinter(const Receipt& receipt, Language language)
      : Printer(receipt, language), offers_(receipt.offers, receipt.currency, language) {}

  std::string print() {
    header(Word::title_receipt);
    if (paper_.mode == Mode::training) page_.centered(word(Word::training));
    if (paper_.mode == Mode::unrecorded) page_.centered(word(Word::unrecorded));
    page_.rule();
    for (std::size_t i = 0; i < paper_.quote.lines.size(); ++i) line(paper_.basket.lines[i], paper_.quote.lines[i]);
    page_.rule();
    totals();
    payment();
    member();
    return finish();
  }

 private:
  /// The offer's title, or what it gives where it has none.
  [[nodiscard]] std::string reason(const std::string& id) const {
    const auto offer =
        std::find_if(paper_.offers.begin(), paper_.offers.end(), [&](const Offer& one) { return one.id == id; });
    return offer == paper_.offers.end() || offer->title.empty() ? offers_.reward(id) + " (" + id + ")" : offer->title;
  }

  void line(const Line& line, const QuotedLine& quoted) {
    if (line.quantity == 1) {
      page_.pair(name_of(line), money(quoted.gross), 0, mark_of(line));
    } else {
      page_.line(name_of(line));
      page_.pair(word(Word::quantity, {money(line.unit_price), grouped(line.quantity)}), money(quoted.gross), 2,
                 mark_of(line));
    }
    for (const Adjustment& adjustment : quoted.adjustments) {
      page_.pair(adjustment.offer.empty() ? word(Word::manual_discount) : reason(adjustment.offer),
                 money(-adjustment.amount), 2);
    }
    pieces_ += line.quantity;
  }

  void totals() {
    page_.pair(word(Word::subtotal, {grouped(pieces_)}), money(paper_.quote.gross));
    if (paper_.quote.discount != Money{}) page_.pair(word(Word::discount_in_all), money(-paper_.quote.discount));
    if (paper_.tax_mode == TaxMode::excluded) taxes(paper_.quote.taxes);
    page_.pair(word(Word::total), money(paper_.quote.total));
    if (paper_.tax_mode == TaxMode::included) taxes(paper_.quote.taxes);
  }

  void payment() {
    Money own = paper_.quote.total - paper_.quote.due;
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      own -= wallet.redeem.point_value * quoted.redeemed_points.value();
    });
    if (paper_.quote.redeemed_points != Points{}) {
      page_.pair(word(Word::points_used, {points(paper_.quote.redeemed_points)}), money(-own));
    }
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      if (quoted.redeemed_points == Points{}) return;
      page_.pair(word(Word::wallet_points_used, {title_of(wallet), points(quoted.redeemed_points)}),
                 money(-(wallet.redeem.point_value * quoted.redeemed_points.value())));
    });
    if (paper_.quote.due != paper_.quote.total) page_.pair(word(Word::due), money(paper_.quote.due));
    for (const Tender& tender : paper_.tenders) page_.pair(tender_name(tender.kind, language_), money(tender.amount));
    if (paper_.change != Money{}) page_.pair(word(Word::change), money(paper_.change));
  }

  void member() {
    if (!paper_.member) return;
    page_.rule();
    if (paper_.member->known) {
      page_.pair(word(Word::member_of_rank, {paper_.member->rank}),
                 word(Word::balance_before, {points(paper_.member->balance)}));
    } else {
      page_.line(word(Word::provisional_member));
    }
    page_.pair(word(Word::points_awarded), points(paper_.quote.awarded_points));
    awards_of("");
    if (!paper_.quote.wallets.empty()) capped(paper_.quote.wallets.front());
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      for (const WalletSummary& held : paper_.member->wallets) {
        if (paper_.member->known && held.wallet == wallet.wallet)
          page_.pair(word(Word::wallet_balance, {title_of(wallet)}), points(held.balance));
      }
      page_.pair(word(Word::wallet_points_awarded, {title_of(wallet)}), points(quoted.awarded_points));
      awards_of(wallet.wallet);
      capped(quoted);
    });
  }

  void for_each_wallet(const std::function<void(const Wallet&, const QuotedWallet&)>& visit) const {
    for (std::size_t i = 1; i < paper_.quote.wallets.size() && i <= paper_.wallets.size(); ++i) {
      visit(paper_.wallets[i - 1], paper_.quote.wallets[i]);
    }
  }

  void capped(const QuotedWallet& wallet) {
    if (wallet.capped_points != Points{}) page_.line(word(Word::points_capped, {points(wallet.capped_points)}), 2);
  }

  void awards_of(const std::string& wallet) {
    for (const Award& award : paper_.quote.awards) {
      if (award.wallet != wallet) continue;
      const std::string why = award.offer.empty() ? word(Word::award_base) : reason(award.offer);
      page_.pair(award.expires_on ? word(Word::until, {why, format_date(*award.expires_on)}) : why,
                 points(award.points), 2);
    }
  }

  OfferText offers_;
  std::int64_t pieces_ = 0;
};

class ReturnPrinter : private Printer<ReturnReceipt> {
 public:
  ReturnPrinter(const ReturnReceipt& receipt, Language language) : Printer(receipt, language) {}

  std::string print() {
    header(paper_.is_void ? Word::title_void_receipt : Word::title_return_receipt);
    page_.pair(word(Word::sale_number, {paper_.sale_number}), local_time(paper_.sale_at));
    page_.rule();
    units();
    page_.rule();
    amounts();
    return finish();
  }

 private:
  void units() {
    std::map<std::string_view, std::int64_t> counts;
    for (const ReturnedUnit& unit : paper_.units) ++counts[unit.line];
    for (const Line& line : paper_.basket.lines) {
      const auto count = counts.find(line.id);
      if (count == counts.end()) continue;
      page_.pair(name_of(line), word(Word::pieces, {grouped(count->second)}), 0, mark_of(line));
    }
  }

  void amounts() {
    const ReturnAmounts& booked = paper_.booked;
    const bool collect = booked.refund < Money{};
    page_.pair(word(collect ? Word::collect : Word::refund), money(collect ? -booked.refund : booked.refund));
    taxes(booked.taxes);
    if (booked.cash != Money{}) page_.pair(word(Word::cash_back), money(booked.cash));
    if (booked.points_restored != Points{}) page_.pair(word(Word::points_restored), points(booked.points_restored));
    if (booked.points_taken_back != Points{}) {
      page_.pair(word(Word::points_taken_back), points(booked.points_taken_back));
    }
    for (const ReturnedWallet& back : booked.wallets) {
      const auto wallet = std::find_if(paper_.wallets.begin(), paper_.wallets.end(),
                                       [&](const Wallet& one) { return one.wallet == back.wallet; });
      const std::string& title = wallet == paper_.wallets.end() ? back.wallet : title_of(*wallet);
      if (back.points_restored != Points{})
        page_.pair(word(Word::wallet_points_restored, {title}), points(back.points_restored));
      if (back.points_taken_back != Points{})
        page_.pair(word(Word::wallet_points_taken_back, {title}), points(back.points_taken_back));
    }
    for (const std::string& coupon : paper_.released_coupons) page_.line(word(Word::coupon_released, {coupon}));
  }
};

}  // namespace

std::string receipt_text(const Receipt& receipt, Language language) {
  return SalePrinter{receipt, language}.print();
}

std::string receipt_text(const ReturnReceipt& receipt, Language language) {
  return ReturnPrinter{receipt, language}.print();
}

}  // namespace kazasu
