// pricing.md, section 7: returns.
#include "kazasu/pricing/returns.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/validate.hpp"
#include "pricing/award.hpp"
#include "pricing/compile_reward.hpp"
#include "pricing/filter.hpp"
#include "pricing/kept_units.hpp"
#include "pricing/sale_facts.hpp"
#include "pricing/tax.hpp"

namespace kazasu {
namespace {

using pricing::Int;
using pricing::Number;

/// What the kept units come to.
struct KeptValue {
  std::vector<Int> line_nets;  ///< parallel to the kept basket's lines
  Int total = 0;
  std::map<Int, TaxTotal> taxes;  ///< by basis points
};

class Returns {
 public:
  Returns(const OfferIndex& offers, const Sale& sale, const Quote& original, const ReturnPolicy& policy)
      : offers_(offers),
        program_(offers.program()),
        sale_(sale),
        original_(original),
        policy_(policy),
        units_(sale.basket, original) {}

  Result<std::vector<QuotedReturn>> run(std::span<const UnitsReturned> returns) {
    if (auto found = find_applied(); !found) return found.error();
    facts_.prepare(offers_.tables(), sale_);
    ReturnAmounts before;
    for (const TaxTotal& tax : original_.taxes) before.taxes.push_back({tax.basis_points, {}, {}});
    for (std::size_t i = 1; i < wallets(); ++i) before.wallets.push_back({original_.wallets[i].wallet, {}, {}});
    std::vector<QuotedReturn> all;
    for (std::size_t i = 0; i < returns.size(); ++i) {
      if (auto marked = units_.mark(returns[i], i); !marked) return marked.error();
      auto state = target_state();
      if (!state) return state.error();
      all.push_back({difference(*state, before), *state, {}, {}, kept_awards_});
      list_undone(all.back());
      before = std::move(*state);
    }
    return all;
  }

 private:
  Result<void> find_applied() {
    const auto find = [&](const std::string& id) {
      const Offer* offer = offers_.find(id);
      if (offer != nullptr) applied_.push_back(offer);
      return offer != nullptr;
    };
    for (const AppliedOffer& one : original_.applied) {
      if (!find(one.offer)) return Error{ErrorCode::invalid_argument, "sale: an offer of its quote is not at hand"};
    }
    return {};
  }

  /// The kept units at their original nets.
  [[nodiscard]] KeptValue proportional(const pricing::ReceiptUnits::Kept& kept) const {
    KeptValue value{kept.line_nets, 0, {}};
    std::vector<Int> sums;
    pricing::sum_by_rate(kept_lines_, kept.line_nets, sums);
    value.total = pricing::total_of(sums, kept_lines_.rates, program_);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const Int rate = kept_lines_.rates[i];
      value.taxes[rate] = {rate, Money{sums[i]}, Money{pricing::tax_of(sums[i], rate, program_)}};
    }
    return value;
  }

  /// The kept units quoted again with only the offers that the original applied.
  Result<KeptValue> rejudged(const pricing::ReceiptUnits::Kept& kept) {
    if (!applied_index_) {
      std::vector<Offer> applied;
      for (const Offer& offer : offers_.offers()) {
        if (std::find(applied_.begin(), applied_.end(), &offer) != applied_.end()) applied.push_back(offer);
      }
      auto built = OfferIndex::build(program_, std::move(applied));
      if (!built) return built.error();
      applied_index_ = std::move(*built);
    }
    const Sale again{sale_.at, sale_.member, kept.basket, sale_.budgets};
    Quote quoted;
    QuoteOptions options;
    options.explain = Explain::none;
    if (auto done = engine_.quote(*applied_index_, again, quoted, options); !done) return done.error();
    KeptValue value;
    value.total = quoted.total.value();
    for (const QuotedLine& line : quoted.lines) value.line_nets.push_back(line.net.value());
    for (const TaxTotal& tax : quoted.taxes) value.taxes[tax.basis_points] = tax;
    return value;
  }

  Result<ReturnAmounts> target_state() {
    const pricing::ReceiptUnits::Kept kept = units_.kept();
    kept_lines_.prepare(offers_.tables(), kept.basket);
    KeptValue value;
    if (policy_.refund == RefundPolicy::proportional) {
      value = proportional(kept);
    } else if (!kept.basket.lines.empty()) {
      auto again = rejudged(kept);
      if (!again) return again.error();
      value = std::move(*again);
    }
    const bool costs_more = value.total > original_.total.value();
    ReturnAmounts state;
    state.refund = Money{costs_more ? 0 : original_.total.value() - value.total};
    pay_back(state);
    for (const TaxTotal& tax : original_.taxes) {
      TaxTotal back{tax.basis_points, {}, {}};
      if (!costs_more) {
        const TaxTotal left = value.taxes[tax.basis_points];
        back.taxable = tax.taxable - left.taxable;
        back.tax = tax.tax - left.tax;
      }
      state.taxes.push_back(back);
    }
    take_back(kept.basket, value, state);
    return state;
  }

  [[nodiscard]] std::size_t wallets() const { return std::max<std::size_t>(1, original_.wallets.size()); }
  [[nodiscard]] Int point_value(std::size_t wallet) const {
    return wallet == 0 ? program_.redeem.point_value.value() : program_.wallets[wallet - 1].redeem.point_value.value();
  }
  /// Of the wallet's points in the sale.
  [[nodiscard]] Int redeemed_value(std::size_t wallet) const {
    const Points points = wallet == 0 ? original_.redeemed_points : original_.wallets[wallet].redeemed_points;
    return points.value() * point_value(wallet);
  }
  static Points& restored(ReturnAmounts& state, std::size_t wallet) {
    return wallet == 0 ? state.points_restored : state.wallets[wallet - 1].points_restored;
  }

  void pay_back(ReturnAmounts& state) const {
    for (std::size_t i = 1; i < wallets(); ++i) state.wallets.push_back({original_.wallets[i].wallet, {}, {}});
    const Int refund = state.refund.value();
    Int redeemed = 0;
    for (std::size_t i = 0; i < wallets(); ++i) redeemed += redeemed_value(i);
    const bool cash_first = policy_.pay_back == PayBackOrder::cash_first;
    state.cash = Money{cash_first ? std::min(refund, original_.due.value()) : std::max<Int>(0, refund - redeemed)};
    // What is not cash goes back to the wallets, the one spent last first, as if less had been spent.
    Int left = cash_first ? refund - state.cash.value() : std::min(redeemed, refund);
    for (auto spent = facts_.spend_order.rbegin(); spent != facts_.spend_order.rend(); ++spent) {
      const std::size_t wallet = *spent;
      const Int value = point_value(wallet);
      const Int amount = std::min(left, redeemed_value(wallet));
      if (value > 0) restored(state, wallet) = Points{(amount + value - 1) / value};
      left -= amount;
    }
  }

  /// Takes back what the original awards no longer come to over the kept units; none comes to more than it was.
  void take_back(const Basket& kept, const KeptValue& value, ReturnAmounts& state) {
    kept_awards_ = original_.awards;
    if (!sale_.member || kept.lines.empty()) {
      for (Award& award : kept_awards_) award.points = Points{};
    } else {
      prepare_bases(value, state);
      for (Award& award : kept_awards_) {
        const Number wallet = pricing::wallet_number(program_, award.wallet);
        const Int again = award.offer.empty() ? bases_[wallet].base_points(facts_.wallets[wallet].rule)
                                              : offer_points(award.offer, wallet, kept);
        award.points = std::min(award.points, Points{again});
      }
    }
    for (std::size_t i = 0; i < original_.awards.size(); ++i) {
      const Points taken = original_.awards[i].points - kept_awards_[i].points;
      const Number wallet = pricing::wallet_number(program_, original_.awards[i].wallet);
      (wallet == 0 ? state.points_taken_back : state.wallets[wallet - 1].points_taken_back) += taken;
    }
  }

  void prepare_bases(const KeptValue& value, ReturnAmounts& state) {
    Int redeemed = 0;
    for (std::size_t i = 0; i < wallets(); ++i) {
      redeemed += std::max<Int>(0, redeemed_value(i) - restored(state, i).value() * point_value(i));
    }
    bases_.resize(facts_.wallets.size());
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      bases_[i].prepare(*facts_.wallets[i].award, program_, kept_lines_, value.line_nets, value.total, redeemed);
    }
  }

  Int offer_points(const std::string& id, Number wallet, const Basket& kept) {
    const Offer* offer = offers_.find(id);
    if (offer == nullptr) return 0;  // awards come from applied offers, which find_applied has found
    const pricing::FilterTotals totals = pricing::totals_of(offer->target, kept);
    if (totals.amount < offer->when.min_amount.value() || totals.quantity < offer->when.min_quantity) return 0;
    std::vector<Number> target;
    Int units = 0;
    for (Number line = 0; line < kept.lines.size(); ++line) {
      if (!pricing::in_target(*offer, kept.lines[line])) continue;
      target.push_back(line);
      units += kept.lines[line].quantity;
    }
    if (target.empty()) return 0;
    const pricing::CompiledOffer& compiled = offers_.tables().compiled[offers_.tables().find(id)];
    return bases_[wallet].offer_points(compiled, target, units, facts_.wallets[wallet].rule);
  }

  void list_undone(QuotedReturn& one) const {
    for (const Offer* offer : applied_) {
      const bool stamps = std::holds_alternative<reward::IssueCoupon>(offer->reward);
      if (!(offer->kind == OfferKind::coupon || stamps) || !all_target_units_returned(*offer)) continue;
      if (offer->kind == OfferKind::coupon) one.released_coupons.push_back(offer->id);
      if (stamps) one.withdrawn_stamps.push_back(offer->id);
    }
  }

  [[nodiscard]] bool all_target_units_returned(const Offer& offer) const {
    for (std::size_t i = 0; i < sale_.basket.lines.size(); ++i) {
      if (pricing::in_target(offer, sale_.basket.lines[i]) && !units_.all_returned(i)) return false;
    }
    return true;
  }

  static ReturnAmounts difference(const ReturnAmounts& now, const ReturnAmounts& before) {
    ReturnAmounts booked{now.refund - before.refund,
                         now.points_restored - before.points_restored,
                         now.cash - before.cash,
                         now.points_taken_back - before.points_taken_back,
                         {}};
    for (std::size_t i = 0; i < now.taxes.size(); ++i) {
      booked.taxes.push_back({now.taxes[i].basis_points, now.taxes[i].taxable - before.taxes[i].taxable,
                              now.taxes[i].tax - before.taxes[i].tax});
    }
    for (std::size_t i = 0; i < now.wallets.size(); ++i) {
      booked.wallets.push_back({now.wallets[i].wallet,
                                now.wallets[i].points_restored - before.wallets[i].points_restored,
                                now.wallets[i].points_taken_back - before.wallets[i].points_taken_back});
    }
    return booked;
  }

  const OfferIndex& offers_;
  const Program& program_;
  const Sale& sale_;
  const Quote& original_;
  const ReturnPolicy& policy_;
  pricing::ReceiptUnits units_;
  pricing::SaleFacts facts_;
  pricing::BasketLines kept_lines_;
  std::vector<pricing::AwardBase> bases_;  ///< by wallet
  std::vector<Award> kept_awards_;         ///< of the last state
  std::vector<const Offer*> applied_;
  std::shared_ptr<const OfferIndex> applied_index_;
  QuoteEngine engine_;
};

bool is_quote_of(const Quote& quote, const Sale& sale, const Program& program) {
  if (!program.wallets.empty() && quote.wallets.size() != program.wallets.size() + 1) return false;
  if (quote.lines.size() != sale.basket.lines.size()) return false;
  for (std::size_t i = 0; i < quote.lines.size(); ++i) {
    if (quote.lines[i].id != sale.basket.lines[i].id) return false;
    if (static_cast<Int>(quote.lines[i].unit_nets.size()) != sale.basket.lines[i].quantity) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<QuotedReturn>> quote_returns(const OfferIndex& offers, const Sale& sale, const Quote& original,
                                                const ReturnPolicy& policy, std::span<const UnitsReturned> returns) {
  if (auto valid = validate(sale, offers.program()); !valid) {
    return Error{valid.error().code, "sale." + valid.error().detail};
  }
  if (!is_quote_of(original, sale, offers.program()))
    return Error{ErrorCode::invalid_argument, "sale: its quote is of another sale"};
  return Returns{offers, sale, original, policy}.run(returns);
}

Result<std::vector<QuotedReturn>> quote_returns(const ReturnRequest& request) {
  auto offers = OfferIndex::build(request.sale.program, request.sale.offers);
  if (!offers) return Error{offers.error().code, "sale." + offers.error().detail};
  Quote original;
  QuoteOptions options;
  options.explain = Explain::none;
  if (auto quoted = QuoteEngine{}.quote(**offers, request.sale.sale, original, options); !quoted) {
    return Error{quoted.error().code, "sale." + quoted.error().detail};
  }
  return quote_returns(**offers, request.sale.sale, original, request.policy, request.returns);
}

}  // namespace kazasu
