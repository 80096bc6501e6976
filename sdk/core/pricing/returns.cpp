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
    std::vector<QuotedReturn> all;
    for (std::size_t i = 0; i < returns.size(); ++i) {
      if (auto marked = units_.mark(returns[i], i); !marked) return marked.error();
      auto state = target_state();
      if (!state) return state.error();
      all.push_back({difference(*state, before), *state, {}, {}});
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
    const Sale again{sale_.at, sale_.member, kept.basket};
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
    state.points_taken_back = original_.awarded_points - Points{kept_awards(kept.basket, value, state.points_restored)};
    return state;
  }

  void pay_back(ReturnAmounts& state) const {
    const Int point_value = program_.redeem.point_value.value();
    const Int refund = state.refund.value();
    const Int redeemed_value = original_.redeemed_points.value() * point_value;
    const auto points_for = [&](Int amount) { return point_value == 0 ? 0 : (amount + point_value - 1) / point_value; };
    if (policy_.pay_back == PayBackOrder::cash_first) {
      state.cash = Money{std::min(refund, original_.due.value())};
      state.points_restored = Points{points_for(refund - state.cash.value())};
    } else {
      state.points_restored = Points{points_for(std::min(redeemed_value, refund))};
      state.cash = Money{std::max<Int>(0, refund - redeemed_value)};
    }
  }

  /// What the original awards come to over the kept units; none comes to more than it was.
  Int kept_awards(const Basket& kept, const KeptValue& value, Points restored) {
    if (!sale_.member || kept.lines.empty()) return 0;
    const Int point_value = program_.redeem.point_value.value();
    const Int redeemed = std::max<Int>(0, (original_.redeemed_points.value() - restored.value()) * point_value);
    base_.prepare(program_, kept_lines_, value.line_nets, value.total, redeemed);
    Int total = 0;
    for (const Award& award : original_.awards) {
      const Int again =
          award.offer.empty() ? base_.base_points({facts_.step, facts_.points}) : offer_points(award.offer, kept);
      total += std::min(award.points.value(), again);
    }
    return total;
  }

  Int offer_points(const std::string& id, const Basket& kept) {
    const Offer* offer = offers_.find(id);
    if (offer == nullptr) return 0;  // awards come from applied offers, which find_applied has found
    const pricing::FilterTotals totals = pricing::totals_of(offer->target, kept);
    if (totals.amount < offer->when.min_amount.value() || totals.quantity < offer->when.min_quantity) return 0;
    std::vector<pricing::Number> target;
    Int units = 0;
    for (pricing::Number line = 0; line < kept.lines.size(); ++line) {
      if (!pricing::in_target(*offer, kept.lines[line])) continue;
      target.push_back(line);
      units += kept.lines[line].quantity;
    }
    if (target.empty()) return 0;
    const pricing::CompiledOffer& compiled = offers_.tables().compiled[offers_.tables().find(id)];
    return base_.offer_points(compiled, target, units, {facts_.step, facts_.points});
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
  pricing::AwardBase base_;
  std::vector<const Offer*> applied_;
  std::shared_ptr<const OfferIndex> applied_index_;
  QuoteEngine engine_;
};

bool is_quote_of(const Quote& quote, const Sale& sale) {
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
  if (!is_quote_of(original, sale)) return Error{ErrorCode::invalid_argument, "sale: its quote is of another sale"};
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
