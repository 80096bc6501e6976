// Returns of random sales: the same end in any order, and everything returned ends at zero.
#include <catch2/catch_test_macros.hpp>
#include <iostream>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "random_sale.hpp"
#include "setting.hpp"

using namespace kazasu;
using property::Random;
using property::setting;

namespace {

std::vector<ReturnedUnit> all_units(const Basket& basket) {
  std::vector<ReturnedUnit> units;
  for (const Line& line : basket.lines) {
    for (std::int64_t unit = 0; unit < line.quantity; ++unit) units.push_back({line.id, unit});
  }
  return units;
}

std::vector<UnitsReturned> split(Random& random, const std::vector<ReturnedUnit>& units) {
  std::vector<UnitsReturned> returns(1);
  for (const ReturnedUnit& unit : units) {
    if (!returns.back().units.empty() && random.one_in(2)) returns.emplace_back();
    returns.back().units.push_back(unit);
  }
  return returns;
}

std::vector<std::int64_t> numbers(const ReturnAmounts& amounts) {
  std::vector<std::int64_t> all{amounts.refund.value(), amounts.points_restored.value(), amounts.cash.value(),
                                amounts.points_taken_back.value()};
  for (const TaxTotal& tax : amounts.taxes) {
    all.push_back(tax.taxable.value());
    all.push_back(tax.tax.value());
  }
  for (const ReturnedWallet& wallet : amounts.wallets) {
    all.push_back(wallet.points_restored.value());
    all.push_back(wallet.points_taken_back.value());
  }
  return all;
}

}  // namespace

TEST_CASE("returns end the same in any order and split, and returning everything ends at zero") {
  const std::uint64_t first = setting("KAZASU_PROPERTY_SEED", 1);
  const std::uint64_t sales = setting("KAZASU_PROPERTY_BASKETS", 3'000);
  std::cout << "sales of seeds " << first << " to " << first + sales - 1 << '\n';
  for (std::uint64_t seed = first; seed < first + sales; ++seed) {
    Random random{seed};
    ReturnRequest request;
    request.sale = property::random_request(random, 10);
    request.policy.refund = random.one_in(2) ? RefundPolicy::rejudge : RefundPolicy::proportional;
    request.policy.pay_back = random.one_in(2) ? PayBackOrder::points_first : PayBackOrder::cash_first;
    std::vector<ReturnedUnit> units = all_units(request.sale.sale.basket);
    if (units.empty()) continue;
    INFO("seed " << seed);

    const auto original = quote(request.sale);
    REQUIRE(original);
    std::vector<ReturnedUnit> some{units.begin(),
                                   units.begin() + random.between(1, static_cast<std::int64_t>(units.size()))};
    request.returns = split(random, some);
    const auto one_way = quote_returns(request);
    random.shuffle(some);
    request.returns = split(random, some);
    const auto another = quote_returns(request);
    REQUIRE(one_way);
    REQUIRE(another);
    REQUIRE(numbers(one_way->back().state) == numbers(another->back().state));

    random.shuffle(units);
    request.returns = split(random, units);
    const auto everything = quote_returns(request);
    REQUIRE(everything);
    const ReturnAmounts& end = everything->back().state;
    REQUIRE(end.refund == original->total);
    REQUIRE(end.cash == original->due);
    REQUIRE(end.points_restored == original->redeemed_points);
    REQUIRE(end.points_taken_back == original->awarded_points);
    for (std::size_t i = 1; i < original->wallets.size(); ++i) {
      REQUIRE(end.wallets[i - 1].points_restored == original->wallets[i].redeemed_points);
      REQUIRE(end.wallets[i - 1].points_taken_back == original->wallets[i].awarded_points);
    }
    std::vector<std::int64_t> booked(numbers(end).size(), 0);
    for (const QuotedReturn& one : *everything) {
      const auto amounts = numbers(one.booked);
      for (std::size_t i = 0; i < booked.size(); ++i) booked[i] += amounts[i];
      REQUIRE(one.state.cash >= Money{});
      REQUIRE(one.state.points_restored >= Points{});
    }
    REQUIRE(booked == numbers(end));
  }
}
