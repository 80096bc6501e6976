#include "kazasu/terminal/quote_text.hpp"

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

const std::string& name_of(const Line& line) {
  return !line.name.empty() ? line.name : !line.product.empty() ? line.product : line.id;
}

/// What both kinds of receipt show of a program's money.
class ReceiptBase {
 protected:
  ReceiptBase(const QuoteRequest& sale, Language language)
      : sale_(sale), language_(language), offers_(sale.offers, sale.program.currency, language) {}

  [[nodiscard]] std::string word(Word word, std::initializer_list<std::string_view> values = {}) const {
    return say(word, language_, values);
  }
  [[nodiscard]] std::string money(Money amount) const { return money_text(amount, sale_.program.currency); }
  [[nodiscard]] std::string points(Points points) const { return word(Word::points, {grouped(points.value())}); }

  void header(Word title) {
    page_.centered(word(title));
    const std::string at = format_timestamp(sale_.sale.at);
    const std::string clock = at.substr(0, 10) + " " + at.substr(11, 5);
    page_.pair(clock, sale_.sale.basket.store.empty() ? "" : word(Word::store, {sale_.sale.basket.store}));
    page_.rule();
  }

  void tax(const TaxTotal& tax, std::size_t indent) {
    const bool included = sale_.program.tax_mode == TaxMode::included;
    const std::string left =
        word(included ? Word::tax_included : Word::tax_excluded, {percent_text(tax.basis_points), money(tax.taxable)});
    page_.pair(left, money(tax.tax), indent);
  }

  const QuoteRequest& sale_;
  Language language_;
  OfferText offers_;
  TextColumns page_;
};

class QuoteReceipt : private ReceiptBase {
 public:
  QuoteReceipt(const QuoteRequest& request, const Quote& quote, Language language)
      : ReceiptBase(request, language), quote_(quote) {}

  std::string write() {
    header(Word::title_quote);
    for (std::size_t i = 0; i < quote_.lines.size() && i < sale_.sale.basket.lines.size(); ++i) {
      line(sale_.sale.basket.lines[i], quote_.lines[i]);
    }
    totals();
    awards();
    issued();
    hints();
    not_applied();
    return page_.take();
  }

 private:
  [[nodiscard]] bool reduced(const Line& line) const {
    std::int64_t highest = 0, own = 0;
    for (const TaxRate& rate : sale_.program.tax_rates) {
      highest = std::max(highest, rate.basis_points);
      if (rate.tax_class == line.tax_class) own = rate.basis_points;
    }
    return own > 0 && own < highest;
  }

  void line(const Line& line, const QuotedLine& quoted) {
    any_reduced_ = any_reduced_ || reduced(line);
    const std::string_view mark = reduced(line) ? "※" : "";
    const std::string& name = name_of(line);
    if (line.quantity == 1) {
      page_.pair(name, money(quoted.gross), 0, mark);
    } else {
      page_.line(name);
      page_.pair(word(Word::quantity, {money(line.unit_price), grouped(line.quantity)}), money(quoted.gross), 2, mark);
    }
    for (const Adjustment& adjustment : quoted.adjustments) {
      page_.pair(adjustment.offer.empty() ? word(Word::manual_discount) : named_reward(adjustment.offer),
                 money(-adjustment.amount), 2);
    }
    pieces_ += line.quantity;
  }

  /// `Coffee morning (o1): 20% off`
  [[nodiscard]] std::string named_reward(const std::string& id) const {
    const std::string reward = offers_.reward(id);
    return offers_.name(id) + (reward.empty() ? "" : ": " + reward);
  }

  void totals() {
    page_.rule();
    page_.pair(word(Word::subtotal, {grouped(pieces_)}), money(quote_.gross));
    if (quote_.discount != Money{}) page_.pair(word(Word::discount_in_all), money(-quote_.discount));
    const bool included = sale_.program.tax_mode == TaxMode::included;
    if (!included) taxes();
    page_.pair(word(Word::total), money(quote_.total));
    if (included) taxes();
    Money own = quote_.total - quote_.due;
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      own -= wallet.redeem.point_value * quoted.redeemed_points.value();
    });
    if (quote_.redeemed_points != Points{}) {
      page_.pair(word(Word::points_used, {points(quote_.redeemed_points)}), money(-own));
    }
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      if (quoted.redeemed_points == Points{}) return;
      page_.pair(word(Word::wallet_points_used, {title_of(wallet), points(quoted.redeemed_points)}),
                 money(-(wallet.redeem.point_value * quoted.redeemed_points.value())));
    });
    page_.pair(word(Word::due), money(quote_.due));
    if (any_reduced_) page_.line(word(Word::reduced_rate_mark));
    if (!quote_.optimal) page_.line(word(Word::not_optimal, {money(quote_.gap)}));
  }

  void taxes() {
    for (const TaxTotal& one : quote_.taxes) tax(one, 2);
  }

  void awards() {
    if (!sale_.sale.member) return;
    page_.rule();
    page_.pair(word(Word::points_awarded), points(quote_.awarded_points));
    awards_of("");
    if (!quote_.wallets.empty()) capped(quote_.wallets.front());
    page_.pair(word(Word::points_redeemable), points(quote_.redeemable_points));
    for_each_wallet([&](const Wallet& wallet, const QuotedWallet& quoted) {
      page_.pair(word(Word::wallet_points_awarded, {title_of(wallet)}), points(quoted.awarded_points));
      awards_of(wallet.wallet);
      capped(quoted);
      page_.pair(word(Word::wallet_points_redeemable, {title_of(wallet)}), points(quoted.redeemable_points));
    });
  }

  void for_each_wallet(const std::function<void(const Wallet&, const QuotedWallet&)>& visit) const {
    for (std::size_t i = 1; i < quote_.wallets.size() && i <= sale_.program.wallets.size(); ++i) {
      visit(sale_.program.wallets[i - 1], quote_.wallets[i]);
    }
  }

  void capped(const QuotedWallet& wallet) {
    if (wallet.capped_points != Points{}) page_.line(word(Word::points_capped, {points(wallet.capped_points)}), 2);
  }

  void awards_of(const std::string& wallet) {
    for (const Award& award : quote_.awards) {
      if (award.wallet != wallet) continue;
      page_.pair(award.offer.empty() ? word(Word::award_base) : named_reward(award.offer), points(award.points), 2);
      const std::string from = format_date(award.activates_on);
      page_.line(award.expires_on ? word(Word::award_from_to, {from, format_date(*award.expires_on)})
                                  : word(Word::award_from, {from}),
                 4);
    }
  }

  void issued() {
    if (quote_.issued_coupons.empty()) return;
    page_.rule();
    page_.line(word(Word::coupons_issued));
    for (const IssuedCoupon& issued : quote_.issued_coupons) {
      page_.pair(offers_.name(issued.offer), word(Word::stamps, {grouped(issued.stamps)}), 2);
      if (issued.count == 0) continue;
      page_.line(word(Word::coupon_issued,
                      {offers_.name(issued.coupon), grouped(issued.count), format_date(issued.available_on)}),
                 4);
    }
  }

  void hints() {
    if (quote_.hints.empty()) return;
    page_.rule();
    page_.line(word(Word::hints));
    for (const Hint& hint : quote_.hints) {
      page_.line(word(Word::hint, {wanted_by(hint), named_reward(hint.offer)}), 2);
      std::string gain = hint.saves != Money{} ? word(Word::hint_saves, {money(hint.saves)}) : "";
      if (hint.points != Points{}) gain += (gain.empty() ? "" : ", ") + points(hint.points);
      page_.line(gain, 4);
    }
  }

  /// All that there should be more of.
  [[nodiscard]] std::string wanted_by(const Hint& hint) const {
    std::string wanted;
    for (const HintGoods& goods : hint.goods) {
      if (!wanted.empty()) wanted += word(Word::hint_and);
      wanted += word(Word::hint_goods, {grouped(goods.add_quantity), goods_name(goods)});
    }
    return wanted;
  }

  /// As the basket or the shelf calls them.
  [[nodiscard]] std::string goods_name(const HintGoods& goods) const {
    const auto& lines = goods.line.empty() ? sale_.shelf : sale_.sale.basket.lines;
    const auto meant = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
      return goods.line.empty() ? line.product == goods.product : line.id == goods.line;
    });
    return meant == lines.end() ? goods.product : name_of(*meant);
  }

  void not_applied() {
    if (quote_.not_applied.empty()) return;
    page_.rule();
    page_.line(word(Word::not_applied));
    for (const NotAppliedOffer& offer : quote_.not_applied) {
      page_.line(offers_.name(offer.offer), 2);
      page_.line(offers_.why_not(offer), 4);
    }
  }

  const Quote& quote_;
  bool any_reduced_ = false;
  std::int64_t pieces_ = 0;
};

class ReturnReceipt : private ReceiptBase {
 public:
  ReturnReceipt(const ReturnRequest& request, std::span<const QuotedReturn> returns, Language language)
      : ReceiptBase(request.sale, language), request_(request), returns_(returns) {}

  std::string write() {
    header(Word::title_return);
    for (std::size_t i = 0; i < returns_.size() && i < request_.returns.size(); ++i) {
      page_.line(word(Word::return_number, {grouped(static_cast<std::int64_t>(i + 1))}));
      units(request_.returns[i]);
      amounts(returns_[i].booked);
      released(i);
      page_.rule();
    }
    if (returns_.size() > 1) {
      page_.line(word(Word::all_returns));
      amounts(returns_.back().state);
    }
    return page_.take();
  }

 private:
  void units(const UnitsReturned& returned) {
    std::map<std::string_view, std::int64_t> counts;
    for (const ReturnedUnit& unit : returned.units) ++counts[unit.line];
    for (const Line& line : sale_.sale.basket.lines) {
      const auto count = counts.find(line.id);
      if (count == counts.end()) continue;
      page_.line(word(Word::returned_units, {name_of(line), grouped(count->second)}), 2);
    }
  }

  void amounts(const ReturnAmounts& amounts) {
    const bool collect = amounts.refund < Money{};
    page_.pair(word(collect ? Word::collect : Word::refund), money(collect ? -amounts.refund : amounts.refund), 2);
    for (const TaxTotal& one : amounts.taxes) {
      if (one.taxable != Money{} || one.tax != Money{}) tax(one, 4);
    }
    page_.pair(word(Word::cash_back), money(amounts.cash), 2);
    if (amounts.points_restored != Points{}) {
      page_.pair(word(Word::points_restored), points(amounts.points_restored), 2);
    }
    if (amounts.points_taken_back != Points{}) {
      page_.pair(word(Word::points_taken_back), points(amounts.points_taken_back), 2);
    }
    for (std::size_t i = 0; i < amounts.wallets.size() && i < sale_.program.wallets.size(); ++i) {
      const std::string& title = title_of(sale_.program.wallets[i]);
      const ReturnedWallet& back = amounts.wallets[i];
      if (back.points_restored != Points{})
        page_.pair(word(Word::wallet_points_restored, {title}), points(back.points_restored), 2);
      if (back.points_taken_back != Points{})
        page_.pair(word(Word::wallet_points_taken_back, {title}), points(back.points_taken_back), 2);
    }
  }

  /// The list is cumulative: what this return adds to it.
  void released(std::size_t index) {
    const std::vector<std::string> none;
    const auto& before = index > 0 ? returns_[index - 1].released_coupons : none;
    for (const std::string& coupon : returns_[index].released_coupons) {
      if (std::find(before.begin(), before.end(), coupon) != before.end()) continue;
      page_.line(word(Word::coupon_released, {offers_.name(coupon)}), 2);
    }
    const auto& withdrawn_before = index > 0 ? returns_[index - 1].withdrawn_stamps : none;
    for (const std::string& card : returns_[index].withdrawn_stamps) {
      if (std::find(withdrawn_before.begin(), withdrawn_before.end(), card) != withdrawn_before.end()) continue;
      page_.line(word(Word::stamps_withdrawn, {offers_.name(card)}), 2);
    }
  }

  const ReturnRequest& request_;
  std::span<const QuotedReturn> returns_;
};

}  // namespace

std::string quote_text(const QuoteRequest& request, const Quote& quote, Language language) {
  return QuoteReceipt{request, quote, language}.write();
}

std::string returns_text(const ReturnRequest& request, std::span<const QuotedReturn> returns, Language language) {
  return ReturnReceipt{request, returns, language}.write();
}

}  // namespace kazasu
