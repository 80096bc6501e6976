// One example a reward, small enough to follow by hand.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

Quote priced(const QuoteRequest& request) {
  auto quoted = quote(request);
  REQUIRE(quoted);
  return *quoted;
}

std::vector<std::int64_t> unit_nets(const Quote& quote) {
  std::vector<std::int64_t> nets;
  for (const QuotedLine& one : quote.lines) {
    for (const Money net : one.unit_nets) nets.push_back(net.value());
  }
  return nets;
}

using Nets = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("percent_off rounds once a line and shares among its units") {
  const Quote quote = priced(sample::request({line("1", "tea", 99, 3)}, {offer("o", reward::PercentOff{1'000})}));
  CHECK(quote.lines[0].discount == Money{29});
  CHECK(unit_nets(quote) == Nets{89, 89, 90});
}

TEST_CASE("amount_off_unit never goes below 0, and per_basket takes the dearest units") {
  Offer thirty_off = offer("o", reward::AmountOffUnit{Money{30}});
  CHECK(unit_nets(priced(sample::request({line("1", "tea", 20), line("2", "cake", 100)}, {thirty_off}))) ==
        Nets{0, 70});
  thirty_off.limits.per_basket = 1;
  CHECK(unit_nets(priced(sample::request({line("1", "tea", 20), line("2", "cake", 100)}, {thirty_off}))) ==
        Nets{20, 70});
}

TEST_CASE("unit_price lowers what is dearer and leaves what is cheaper") {
  const auto request =
      sample::request({line("1", "tea", 120), line("2", "water", 80)}, {offer("o", reward::UnitPrice{Money{98}})});
  CHECK(unit_nets(priced(request)) == Nets{98, 80});
}

TEST_CASE("a bundle gives the cheapest of each set, dearest sets first") {
  const auto request = sample::request({line("1", "tea", 100, 2), line("2", "cake", 300), line("3", "coffee", 200)},
                                       {offer("o", reward::Bundle{1, 1, 10'000})});
  // Sets: cake and coffee, tea and tea.
  CHECK(unit_nets(priced(request)) == Nets{100, 0, 300, 0});
}

TEST_CASE("mix_match prices sets and stops where a set is no dearer than its price") {
  const auto request = sample::request({line("1", "tea", 100, 3), line("2", "water", 60, 3)},
                                       {offer("o", reward::MixMatch{3, Money{250}})});
  CHECK(unit_nets(priced(request)) == Nets{83, 83, 84, 60, 60, 60});
}

TEST_CASE("offers of the basket come after those of units and are shared by net") {
  const auto request =
      sample::request({line("1", "tea", 100), line("2", "cake", 300)},
                      {offer("a", reward::BasketAmountOff{Money{39}}), offer("u", reward::PercentOff{1'000})});
  const Quote quote = priced(request);
  CHECK(unit_nets(quote) == Nets{80, 241});
  CHECK(quote.applied[0].offer == "u");
  CHECK(quote.applied[1].offer == "a");
}

TEST_CASE("points offers add to the base award, each as a lot of its own") {
  QuoteRequest request =
      sample::request({line("1", "tea", 250), line("2", "cake", 300)},
                      {offer("double", reward::PointsTimes{20}), offer("bonus", reward::PointsBonus{Points{7}}),
                       offer("each", reward::PointsPerUnit{Points{3}})});
  request.offers[1].expires_days = 30;
  request.sale.member.emplace();
  const Quote quote = priced(request);
  CHECK(quote.awarded_points == Points{5 + 5 + 7 + 6});
  REQUIRE(quote.awards.size() == 4);
  CHECK(quote.awards[0].offer.empty());
  CHECK_FALSE(quote.awards[0].expires_on);
  CHECK(quote.awards[1].offer == "bonus");
  CHECK(format_date(*quote.awards[1].expires_on) == "2026-12-23");
}

TEST_CASE("an exclusive discount stands alone, and one that is not worth it is left out") {
  Offer half = offer("half", reward::PercentOff{5'000});
  half.exclusive = true;
  const auto request = sample::request(
      {line("1", "tea", 100)}, {half, offer("a", reward::PercentOff{4'000}), offer("b", reward::PercentOff{4'000})});
  const Quote quote = priced(request);
  CHECK(quote.total == Money{36});
  CHECK(quote.not_applied[0].reason == NotAppliedReason::exclusive);
  CHECK(quote.not_applied[0].instead == "a");
}

TEST_CASE("what changes nothing is not used up") {
  Offer coupon = offer("c", reward::UnitPrice{Money{500}});
  coupon.kind = OfferKind::coupon;
  QuoteRequest request = sample::request({line("1", "tea", 100)}, {coupon});
  request.sale.basket.coupon_codes = {"c", "typo"};
  const Quote quote = priced(request);
  CHECK(quote.applied.empty());
  REQUIRE(quote.not_applied.size() == 2);
  CHECK(quote.not_applied[0].reason == NotAppliedReason::no_effect);
  CHECK(quote.not_applied[1].reason == NotAppliedReason::unknown);
}

TEST_CASE("an empty basket is a quote of zeros") {
  const Quote quote = priced(sample::request({}, {offer("o", reward::PercentOff{1'000})}));
  CHECK(quote.total == Money{0});
  CHECK(quote.taxes.empty());
  CHECK(quote.not_applied[0].reason == NotAppliedReason::no_target);
}
