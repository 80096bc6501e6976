#include "brute_force.hpp"

#include <algorithm>
#include <tuple>

#include "brute_force/kinds.hpp"
#include "brute_force/sum.hpp"

namespace kazasu::brute_force {

Sum::Sum(const QuoteRequest& request)
    : request_(request), program_(request.program), sale_(request.sale), lines_(request.sale.basket.lines) {
  date_ = business_date_at(program_.time_zone, program_.business_day_starts, sale_.at.unix_ms);
  wall_ = wall_clock_at(program_.time_zone, sale_.at.unix_ms).time;
  for (const Offer& offer : request.offers) {
    NotAppliedOffer no = reason_of(offer);
    if (no.reason == NotAppliedReason::not_best) candidates_.push_back(&offer);
    reasons_[&offer] = no;
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Offer* a, const Offer* b) {
    return std::tuple{kind_of(*a), -a->priority, a->id} < std::tuple{kind_of(*b), -b->priority, b->id};
  });
}

bool Sum::allowed(const Selection& selection) const {
  std::set<std::string> groups;
  std::size_t discount_count = 0;
  bool exclusive = false;
  for (const Offer* offer : selection) {
    if (!offer->group.empty() && !groups.insert(offer->group).second) return false;
    if (!discounts(*offer)) continue;
    ++discount_count;
    exclusive = exclusive || offer->exclusive;
  }
  return !exclusive || discount_count == 1;
}

Outcome Sum::outcome_of(const Selection& selection) const {
  Outcome outcome;
  std::vector<std::vector<bool>> taken;
  for (const Line& line : lines_) {
    std::vector<I> prices(static_cast<std::size_t>(line.quantity), line.unit_price.value());
    const std::vector<I> shares = allocate(line.manual_discount.value(), prices);
    for (std::size_t unit = 0; unit < prices.size(); ++unit) prices[unit] -= shares[unit];
    outcome.nets.push_back(prices);
    taken.emplace_back(prices.size(), false);
  }
  for (const Offer* offer : selection) {
    if (!discounts(*offer)) continue;
    const Nets before = outcome.nets;
    apply(*offer, outcome.nets, taken);
    outcome.off[offer];
    for (std::size_t i = 0; i < lines_.size(); ++i) outcome.off[offer][i] = sum_of(before[i]) - sum_of(outcome.nets[i]);
  }
  add_tax(outcome);
  redeem(outcome);
  award(selection, outcome);
  return outcome;
}

Quote Sum::answer() {
  Selection selectable;
  for (const Offer* one : candidates_) {
    if (kind_of(*one) != Kind::stamps) selectable.push_back(one);
  }
  using Key = std::tuple<I, I, std::size_t, std::size_t, std::vector<std::string>>;
  Key best_key;
  Selection best;
  bool any = false;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << selectable.size(); ++bits) {
    Selection selection;
    for (std::size_t i = 0; i < selectable.size(); ++i) {
      if ((bits >> i & 1) != 0) selection.push_back(selectable[i]);
    }
    if (!allowed(selection)) continue;
    const Outcome outcome = outcome_of(selection);
    Key key{outcome.total, -outcome.all_points, 0, selection.size(), {}};
    for (const Offer* one : selection) {
      std::get<2>(key) += one->kind == OfferKind::coupon ? 1 : 0;
      std::get<4>(key).push_back(one->id);
    }
    std::sort(std::get<4>(key).begin(), std::get<4>(key).end());
    if (any && key >= best_key) continue;
    any = true;
    best_key = key;
    best = selection;
  }
  const Outcome outcome = outcome_of(best);
  Quote quote;
  Outcome given = outcome;
  cap(best, given, quote);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    QuotedLine line;
    line.id = lines_[i].id;
    line.gross = Money{lines_[i].quantity * lines_[i].unit_price.value()};
    line.net = Money{sum_of(outcome.nets[i])};
    line.discount = line.gross - line.net;
    for (const I unit : outcome.nets[i]) line.unit_nets.emplace_back(unit);
    if (lines_[i].manual_discount.value() != 0) line.adjustments.push_back({"", lines_[i].manual_discount});
    for (const Offer* one : best) {
      if (discounts(*one) && outcome.off.at(one).at(i) != 0)
        line.adjustments.push_back({one->id, Money{outcome.off.at(one).at(i)}});
    }
    quote.gross += line.gross;
    quote.discount += line.discount;
    quote.lines.push_back(line);
  }
  const auto add_award = [&](const std::string& offer, const std::string& wallet, I points, I expires_days) {
    if (points > 0) quote.awards.push_back(lot(offer, wallet, points, expires_days));
    if (wallet.empty()) quote.awarded_points += Points{points};
  };
  for (const Purse& one : purses()) {
    if (sale_.member) add_award("", one.name, given.base_points[one.name], 0);
  }
  for (const Offer* one : best) {
    AppliedOffer applied{one->id, Money{}, Points{}};
    if (discounts(*one)) {
      for (const auto& [line, off] : outcome.off.at(one)) applied.discount += Money{off};
    } else {
      applied.points = Points{given.points.at(one)};
      add_award(one->id, one->wallet, given.points.at(one), one->expires_days);
    }
    quote.applied.push_back(applied);
  }
  quote.total = Money{outcome.total};
  quote.taxes = outcome.taxes;
  const auto redeemable = [&](const Purse& one) {
    return Points{usable(one, one.balance, outcome.total - value_of(outcome, one.name))};
  };
  quote.redeemed_points = Points{outcome.usable.at("")};
  quote.redeemable_points = redeemable(purse(""));
  quote.due = quote.total - Money{value_of(outcome)};
  for (QuotedWallet& wallet : quote.wallets) {
    const Purse one = purse(wallet.wallet);
    wallet.redeemed_points = Points{outcome.usable.at(one.name)};
    wallet.redeemable_points = redeemable(one);
    wallet.balance = Points{one.balance} - wallet.redeemed_points;
    for (const Award& award : quote.awards) {
      if (award.wallet != one.name) continue;
      wallet.awarded_points += award.points;
      if (award.activates_on <= date_) wallet.balance += award.points;
    }
  }
  const Selection stamps = stamp_offers(best, quote);
  explain(best, outcome, stamps, quote);
  return quote;
}

Quote quote(const QuoteRequest& request) {
  return Sum{request}.answer();
}

}  // namespace kazasu::brute_force
