// pricing.md, section 7.
#include "kazasu/pricing/returns.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "kazasu/pricing/quote.hpp"
#include "pricing/award.hpp"
#include "pricing/condition.hpp"
#include "pricing/layout.hpp"
#include "pricing/target.hpp"
#include "pricing/tax.hpp"

namespace kazasu {
namespace {

using namespace pricing;

/// The original sale: its quote, and each unit's share of its line's manual discount.
struct Original {
  Quote quote;
  Layout layout;
};

/// The units that are not returned, as a basket of their own.
struct Kept {
  Basket basket;                      ///< lines with nothing kept are left out
  std::vector<std::uint32_t> line_of; ///< position of each kept line in the original basket
  std::vector<std::int64_t> nets;     ///< of the kept units, in the order of `basket`
};

/// What a state comes to, before it is compared with the original.
struct KeptValue {
  std::vector<std::int64_t> nets;           ///< of the kept units
  std::int64_t total = 0;
  std::map<std::int64_t, TaxTotal> by_rate; ///< by basis points
};

class Returns {
 public:
  explicit Returns(const ReturnRequest& request)
      : request_(request), program_(request.sale.program), sale_(request.sale.sale) {}

  Result<std::vector<QuotedReturn>> run() {
    auto quoted = kazasu::quote(request_.sale);
    if (!quoted) return Error{quoted.error().code, "sale." + quoted.error().detail};
    original_ = {std::move(*quoted), lay_out(sale_.basket, program_)};
    returned_.assign(original_.layout.line_of_unit.size(), false);
    ReturnAmounts before;
    before.taxes = zero_taxes();
    std::vector<QuotedReturn> all;
    for (std::size_t i = 0; i < request_.returns.size(); ++i) {
      if (auto marked = mark(request_.returns[i], i); !marked) return marked.error();
      auto state = target_state();
      if (!state) return state.error();
      all.push_back({difference(*state, before), *state, released_coupons()});
      before = std::move(*state);
    }
    return all;
  }

 private:
  Result<void> mark(const UnitsReturned& returned, std::size_t position) {
    for (std::size_t i = 0; i < returned.units.size(); ++i) {
      const ReturnedUnit& unit = returned.units[i];
      const std::string path = "returns[" + std::to_string(position) + "].units[" + std::to_string(i) + "]";
      const auto& lines = sale_.basket.lines;
      const auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& one) { return one.id == unit.line; });
      if (line == lines.end()) return Error{ErrorCode::invalid_argument, path + ".line: the receipt has no such line"};
      if (unit.unit < 0 || unit.unit >= line->quantity) return Error{ErrorCode::invalid_argument, path + ".unit: the line has no such unit"};
      const auto index = original_.layout.lines[static_cast<std::size_t>(line - lines.begin())].first + static_cast<std::size_t>(unit.unit);
      if (returned_[index]) return Error{ErrorCode::invalid_argument, path + ": the unit is named twice or was returned before"};
      returned_[index] = true;
    }
    return {};
  }

  [[nodiscard]] Kept kept_units() const {
    Kept kept;
    kept.basket = sale_.basket;
    kept.basket.lines.clear();
    for (std::uint32_t i = 0; i < sale_.basket.lines.size(); ++i) {
      const Layout::LineUnits& range = original_.layout.lines[i];
      Line line = sale_.basket.lines[i];
      line.quantity = 0;
      line.manual_discount = Money{};
      for (std::uint32_t unit = 0; unit < range.count; ++unit) {
        if (returned_[range.first + unit]) continue;
        ++line.quantity;
        line.manual_discount += line.unit_price - Money{original_.layout.starting_nets[range.first + unit]};
        kept.nets.push_back(original_.quote.lines[i].unit_nets[unit].value());
      }
      if (line.quantity == 0) continue;
      kept.basket.lines.push_back(std::move(line));
      kept.line_of.push_back(i);
    }
    return kept;
  }

  /// The kept units at their original nets.
  [[nodiscard]] KeptValue proportional(const Kept& kept, const Layout& layout) const {
    KeptValue value{kept.nets, 0, {}};
    std::vector<std::int64_t> sums;
    nets_by_rate(layout, kept.nets, sums);
    value.total = total_of(sums, layout.rates, program_);
    for (std::size_t rate = 0; rate < sums.size(); ++rate) {
      value.by_rate[layout.rates[rate]] = {layout.rates[rate], Money{sums[rate]}, Money{tax_of(sums[rate], layout.rates[rate], program_)}};
    }
    return value;
  }

  /// The kept units quoted again with only the offers that the original applied.
  [[nodiscard]] Result<KeptValue> rejudged(const Kept& kept) const {
    QuoteRequest again{program_, {}, sale_};
    for (const Offer& offer : request_.sale.offers) {
      if (applied(offer.id)) again.offers.push_back(offer);
    }
    again.sale.basket = kept.basket;
    auto quoted = kazasu::quote(again);
    if (!quoted) return quoted.error();
    KeptValue value;
    value.total = quoted->total.value();
    for (const QuotedLine& line : quoted->lines) {
      for (const Money net : line.unit_nets) value.nets.push_back(net.value());
    }
    for (const TaxTotal& tax : quoted->taxes) value.by_rate[tax.basis_points] = tax;
    return value;
  }

  [[nodiscard]] bool applied(std::string_view id) const {
    return std::any_of(original_.quote.applied.begin(), original_.quote.applied.end(), [&](const AppliedOffer& one) { return one.offer == id; });
  }

  Result<ReturnAmounts> target_state() const {
    const Kept kept = kept_units();
    const Layout layout = lay_out(kept.basket, program_);
    KeptValue value;
    if (request_.policy.refund == RefundPolicy::proportional) {
      value = proportional(kept, layout);
    } else if (!kept.basket.lines.empty()) {
      auto again = rejudged(kept);
      if (!again) return again.error();
      value = std::move(*again);
    }
    const bool costs_more = value.total > original_.quote.total.value();
    ReturnAmounts state;
    state.refund = Money{costs_more ? 0 : original_.quote.total.value() - value.total};
    pay_back(state);
    for (const TaxTotal& tax : original_.quote.taxes) {
      const auto found = value.by_rate.find(tax.basis_points);
      TaxTotal difference{tax.basis_points, {}, {}};
      if (!costs_more) {
        const TaxTotal left = found == value.by_rate.end() ? difference : found->second;
        difference = {tax.basis_points, tax.taxable - left.taxable, tax.tax - left.tax};
      }
      state.taxes.push_back(difference);
    }
    state.points_taken_back = original_.quote.awarded_points - Points{kept_awards(kept, layout, value, state.points_restored.value())};
    return state;
  }

  void pay_back(ReturnAmounts& state) const {
    const std::int64_t point_value = program_.redeem.point_value.value();
    const std::int64_t refund = state.refund.value();
    const std::int64_t redeemed_value = original_.quote.redeemed_points.value() * point_value;
    const auto points_for = [&](std::int64_t amount) { return point_value == 0 ? 0 : (amount + point_value - 1) / point_value; };
    if (request_.policy.pay_back == PayBackOrder::cash_first) {
      state.cash = Money{std::min(refund, original_.quote.due.value())};
      state.points_restored = Points{points_for(refund - state.cash.value())};
    } else {
      state.points_restored = Points{points_for(std::min(redeemed_value, refund))};
      state.cash = Money{std::max<std::int64_t>(0, refund - redeemed_value)};
    }
  }

  /// What the original awards come to over the kept units; none comes to more than it was.
  [[nodiscard]] std::int64_t kept_awards(const Kept& kept, const Layout& layout, const KeptValue& value, std::int64_t points_restored) const {
    if (!sale_.member || kept.basket.lines.empty()) return 0;
    const std::int64_t point_value = program_.redeem.point_value.value();
    const std::int64_t redeemed = std::max<std::int64_t>(0, (original_.quote.redeemed_points.value() - points_restored) * point_value);
    const AwardBase base{program_, layout, kept.basket.lines, value.nets, value.total, redeemed};
    const AwardRate rate = award_rate(program_.award, sale_.member->rank);
    std::int64_t total = 0;
    for (const Award& award : original_.quote.awards) {
      const std::int64_t again = award.offer.empty() ? base.base_points(rate) : kept_offer_points(award.offer, kept, base, layout, rate);
      total += std::min(award.points.value(), again);
    }
    return total;
  }

  [[nodiscard]] std::int64_t kept_offer_points(const std::string& id, const Kept& kept, const AwardBase& base, const Layout& layout,
                                               const AwardRate& rate) const {
    const auto& offers = request_.sale.offers;
    const Offer& offer = *std::find_if(offers.begin(), offers.end(), [&](const Offer& one) { return one.id == id; });
    if (!minimums_hold(offer.when, sum_of(offer.target, kept.basket))) return 0;
    std::vector<std::uint32_t> target;
    std::int64_t units = 0;
    for (std::uint32_t line = 0; line < kept.basket.lines.size(); ++line) {
      if (!in_target(offer, kept.basket.lines[line])) continue;
      target.push_back(line);
      units += layout.lines[line].count;
    }
    return target.empty() ? 0 : base.offer_points(offer, target, units, rate);
  }

  [[nodiscard]] std::vector<std::string> released_coupons() const {
    std::vector<std::string> released;
    for (const Offer& offer : request_.sale.offers) {
      if (offer.kind == OfferKind::coupon && applied(offer.id) && all_target_units_returned(offer)) released.push_back(offer.id);
    }
    return released;
  }

  [[nodiscard]] bool all_target_units_returned(const Offer& offer) const {
    for (std::size_t i = 0; i < sale_.basket.lines.size(); ++i) {
      if (!in_target(offer, sale_.basket.lines[i])) continue;
      const auto first = returned_.begin() + original_.layout.lines[i].first;
      if (!std::all_of(first, first + original_.layout.lines[i].count, [](bool returned) { return returned; })) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<TaxTotal> zero_taxes() const {
    std::vector<TaxTotal> taxes;
    for (const TaxTotal& tax : original_.quote.taxes) taxes.push_back({tax.basis_points, {}, {}});
    return taxes;
  }

  static ReturnAmounts difference(const ReturnAmounts& now, const ReturnAmounts& before) {
    ReturnAmounts booked{now.refund - before.refund, now.points_restored - before.points_restored, now.cash - before.cash,
                         now.points_taken_back - before.points_taken_back, {}};
    for (std::size_t i = 0; i < now.taxes.size(); ++i) {
      booked.taxes.push_back({now.taxes[i].basis_points, now.taxes[i].taxable - before.taxes[i].taxable, now.taxes[i].tax - before.taxes[i].tax});
    }
    return booked;
  }

  const ReturnRequest& request_;
  const Program& program_;
  const Sale& sale_;
  Original original_;
  std::vector<bool> returned_;
};

}  // namespace

Result<std::vector<QuotedReturn>> quote_returns(const ReturnRequest& request) { return Returns{request}.run(); }

}  // namespace kazasu
