// docs/pricing-extensions.md: budgets.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/values/limits.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

Offer budgeted(std::string id, Reward reward, OfferBudget budget) {
  Offer one = offer(std::move(id), std::move(reward));
  one.budget = budget;
  return one;
}

/// Ten teas of 100 yen; 30 off each (300), or 20 off each (200) as the next best in the same group.
QuoteRequest teas(OfferBudget budget, std::vector<BudgetLeft> left) {
  Offer better = budgeted("better", reward::AmountOffUnit{Money{30}}, budget);
  Offer second = offer("second", reward::AmountOffUnit{Money{20}});
  better.group = second.group = "tea";
  QuoteRequest request = sample::request({line("1", "tea", 100, 10)}, {better, second});
  request.sale.budgets = std::move(left);
  return request;
}

const NotAppliedOffer* reason_of(const Quote& quote, std::string_view id) {
  for (const NotAppliedOffer& one : quote.not_applied) {
    if (one.offer == id) return &one;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("budgets: an offer applies while its budget has a use left, for guests too") {
  CHECK(quote(teas({.uses = 5}, {}))->discount == Money{300});
  CHECK(quote(teas({.uses = 5}, {{"better", 1, {}, {}}}))->discount == Money{300});
  const auto none = quote(teas({.uses = 5}, {{"better", 0, {}, {}}}));
  CHECK(none->discount == Money{200});
  const NotAppliedOffer* why = reason_of(*none, "better");
  REQUIRE(why != nullptr);
  CHECK(why->reason == NotAppliedReason::limit);
  CHECK(why->condition == "budget.uses");
  CHECK(why->wanted == "1");
  CHECK(why->found == "0");
}

TEST_CASE("budgets: an offer that would take more yen than are left does not apply, and the next best does") {
  CHECK(quote(teas({.amount = Money{9'000}}, {{"better", 0, Money{300}, {}}}))->discount == Money{300});
  const auto short_of_one = quote(teas({.amount = Money{9'000}}, {{"better", 0, Money{299}, {}}}));
  CHECK(short_of_one->discount == Money{200});
  const NotAppliedOffer* why = reason_of(*short_of_one, "better");
  REQUIRE(why != nullptr);
  CHECK(why->reason == NotAppliedReason::limit);
  CHECK(why->condition == "budget.amount");
  CHECK(why->wanted == "300");
  CHECK(why->found == "299");
}

TEST_CASE("budgets: an offer that would award more points than are left does not apply") {
  const auto quoted = [](std::int64_t left) {
    QuoteRequest request = sample::request(
        {line("1", "tea", 100, 1)}, {budgeted("bonus", reward::PointsBonus{Points{50}}, {.points = Points{1'000}})});
    request.sale.member.emplace();
    request.sale.budgets = {{"bonus", 0, {}, Points{left}}};
    return *quote(request);
  };
  CHECK(quoted(50).awarded_points == Points{51});
  const Quote none = quoted(49);
  CHECK(none.awarded_points == Points{1});
  const NotAppliedOffer* why = reason_of(none, "bonus");
  REQUIRE(why != nullptr);
  CHECK(why->condition == "budget.points");
  CHECK(why->wanted == "50");
  CHECK(why->found == "49");
}

TEST_CASE("budgets: two offers that both take too much are turned away one after the other") {
  QuoteRequest request = sample::request({line("1", "tea", 1'000, 1), line("2", "milk", 1'000, 1)},
                                         {budgeted("a", reward::AmountOffUnit{Money{100}}, {.amount = Money{1'000}}),
                                          budgeted("b", reward::BasketPercentOff{1'000}, {.amount = Money{1'000}})});
  request.sale.budgets = {{"a", 0, Money{150}, {}}, {"b", 0, Money{199}, {}}};
  const auto quoted = quote(request);
  REQUIRE(quoted);
  CHECK(quoted->discount == Money{});
  CHECK(reason_of(*quoted, "a")->wanted == "200");
  CHECK(reason_of(*quoted, "b")->wanted == "200");  // of the basket without a
}

TEST_CASE("budgets: an engine that has turned an offer away takes it again where it fits") {
  const auto offers =
      OfferIndex::build(teas({.amount = Money{9'000}}, {}).program, teas({.amount = Money{9'000}}, {}).offers);
  REQUIRE(offers);
  QuoteEngine engine;
  Quote priced;
  for (const std::int64_t left : {299, 300, 0, 9'000}) {
    REQUIRE(engine.quote(**offers, teas({}, {{"better", 0, Money{left}, {}}}).sale, priced));
    CHECK(priced.discount == Money{left < 300 ? 200 : 300});
  }
}

TEST_CASE("budgets: what is out of range, there twice, or too many is refused") {
  CHECK(quote(teas({.uses = -1}, {})).error().code == ErrorCode::invalid_argument);
  CHECK(quote(teas({.uses = 5}, {{"better", -1, {}, {}}})).error().code == ErrorCode::invalid_argument);
  CHECK(quote(teas({.uses = 5}, {{"better", 1, {}, {}}, {"better", 1, {}, {}}})).error().code ==
        ErrorCode::invalid_argument);
  QuoteRequest many = sample::request({line("1", "tea", 100)});
  for (int i = 0; i <= limits::kBudgetsMax; ++i) {
    many.offers.push_back(budgeted("o" + std::to_string(i), reward::PercentOff{1}, {.uses = 1}));
  }
  CHECK(quote(many).error().code == ErrorCode::limit_exceeded);
  many.offers.pop_back();
  CHECK(quote(many).ok());
}
