// docs/pricing-extensions.md: several wallets.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using sample::line;
using sample::offer;

namespace {

/// House points: one for 100 yen, worth a yen. Alliance points: one for 200 yen without tax, worth five yen, in tens.
QuoteRequest two_wallets(std::int64_t price, std::vector<WalletSpend> spend = {}, std::int64_t quantity = 1) {
  QuoteRequest request = sample::request({line("1", "tea", price, quantity)});
  Wallet alliance;
  alliance.wallet = "alliance";
  alliance.award.rate = {200_jpy, 1_pt};
  alliance.award.base = TaxMode::excluded;
  alliance.award.activates_days = 14;
  alliance.award.expires_days = 365;
  alliance.redeem = {5_jpy, 0_pt, 10_pt};
  request.program.wallets = {alliance};
  request.sale.member.emplace();
  request.sale.member->balance = 300_pt;
  request.sale.member->wallets = {{"alliance", 100_pt, 0_pt}};
  request.sale.basket.spend = std::move(spend);
  return request;
}

Quote quoted(const QuoteRequest& request) {
  auto answer = quote(request);
  INFO((answer.ok() ? std::string{} : describe(answer.error())));
  REQUIRE(answer);
  return *answer;
}

Error error_of(const QuoteRequest& request) {
  auto answer = quote(request);
  REQUIRE_FALSE(answer.ok());
  return answer.error();
}

UnitsReturned units(std::initializer_list<std::int64_t> of_line_1) {
  UnitsReturned returned;
  for (const std::int64_t unit : of_line_1) returned.units.push_back({"1", unit});
  return returned;
}

}  // namespace

TEST_CASE("each wallet awards by its own rule, as a lot of its own") {
  const Quote quote = quoted(two_wallets(1'100));
  REQUIRE(quote.awards.size() == 2);
  CHECK(quote.awards[0].wallet.empty());
  CHECK(quote.awards[0].points == 11_pt);
  CHECK(quote.awards[1].wallet == "alliance");
  CHECK(quote.awards[1].points == 5_pt);  // 1,000 yen without tax
  CHECK(format_date(quote.awards[1].activates_on) == "2026-12-07");
  CHECK(quote.awarded_points == 11_pt);
  REQUIRE(quote.wallets.size() == 2);
  CHECK(quote.wallets[1].awarded_points == 5_pt);
  CHECK(quote.wallets[0].balance == 311_pt);
  CHECK(quote.wallets[1].balance == 100_pt);  // what is pending does not count yet
}

TEST_CASE("wallets pay in the stated order, each in its own units, out of what is left") {
  const Quote alliance_first = quoted(two_wallets(480, {{"alliance", 1'000_pt}, {"", 300_pt}}));
  CHECK(alliance_first.wallets[1].redeemed_points == 90_pt);  // 450 yen in tens of points
  CHECK(alliance_first.redeemed_points == 30_pt);
  CHECK(alliance_first.due == 0_jpy);
  const Quote house_first = quoted(two_wallets(480, {{"", 300_pt}, {"alliance", 1'000_pt}}));
  CHECK(house_first.redeemed_points == 300_pt);
  CHECK(house_first.wallets[1].redeemed_points == 30_pt);
  CHECK(house_first.due == 30_jpy);
  QuoteRequest by_redeem_points = two_wallets(480, {{"alliance", 1'000_pt}});
  by_redeem_points.sale.basket.redeem_points = 300_pt;
  CHECK(quoted(by_redeem_points).wallets[1].redeemed_points == 30_pt);
  CHECK(house_first.wallets[1].redeemable_points == 30_pt);
  CHECK(alliance_first.redeemable_points == 30_pt);
}

TEST_CASE("what any wallet pays earns in none that leaves out the redeemed part") {
  QuoteRequest request = two_wallets(1'100, {{"alliance", 100_pt}});  // 500 yen
  CHECK(quoted(request).awarded_points == 6_pt);
  CHECK(quoted(request).wallets[1].awarded_points == 2_pt);  // 600 yen: 546 without tax
  request.program.award.on_redeemed_part = true;
  CHECK(quoted(request).awarded_points == 11_pt);
  CHECK(quoted(request).wallets[1].awarded_points == 2_pt);
}

TEST_CASE("a points offer gives points of the wallet that it names") {
  QuoteRequest request = two_wallets(1'100);
  Offer doubled = offer("double", reward::PointsTimes{20});
  doubled.wallet = "alliance";
  doubled.expires_days = 30;
  request.offers = {doubled};
  const Quote quote = quoted(request);
  CHECK(quote.awarded_points == 11_pt);
  CHECK(quote.wallets[1].awarded_points == 10_pt);
  CHECK(quote.awards.back().wallet == "alliance");
  CHECK(quote.applied[0].points == 5_pt);
}

TEST_CASE("a selection counts the points of every wallet") {
  QuoteRequest request = two_wallets(1'100);
  Offer house = offer("house", reward::PointsBonus{5_pt});
  Offer alliance = offer("alliance", reward::PointsBonus{6_pt});
  alliance.wallet = "alliance";
  house.group = alliance.group = "g";
  request.offers = {house, alliance};
  CHECK(quoted(request).applied[0].offer == "alliance");
}

TEST_CASE("returned whole, in any order, every wallet has back what it paid and gave") {
  for (const RefundPolicy refund : {RefundPolicy::proportional, RefundPolicy::rejudge}) {
    for (const PayBackOrder order : {PayBackOrder::cash_first, PayBackOrder::points_first}) {
      for (const auto& returns : {std::vector{units({0}), units({1}), units({2})}, std::vector{units({2, 1, 0})},
                                  std::vector{units({1}), units({2, 0})}}) {
        const QuoteRequest sale = two_wallets(400, {{"alliance", 100_pt}, {"", 250_pt}}, 3);
        const auto booked = quote_returns({sale, {refund, order}, returns});
        REQUIRE(booked);
        const ReturnAmounts& state = booked->back().state;
        CHECK(state.cash == 450_jpy);
        CHECK(state.points_restored == 250_pt);
        CHECK(state.points_taken_back == quoted(sale).awarded_points);
        REQUIRE(state.wallets.size() == 1);
        CHECK(state.wallets[0].points_restored == 100_pt);
        CHECK(state.wallets[0].points_taken_back == quoted(sale).wallets[1].awarded_points);
        Points restored;
        for (const QuotedReturn& one : *booked) restored += one.booked.wallets[0].points_restored;
        CHECK(restored == 100_pt);
      }
    }
  }
}

TEST_CASE("the wallet that was spent last is filled first") {
  QuoteRequest sale = two_wallets(400, {{"alliance", 100_pt}, {"", 250_pt}}, 3);
  const auto points_first =
      quote_returns({sale, {RefundPolicy::proportional, PayBackOrder::points_first}, {units({0})}});
  REQUIRE(points_first);
  CHECK(points_first->back().state.points_restored == 250_pt);
  CHECK(points_first->back().state.wallets[0].points_restored == 30_pt);
  const auto cash_first =
      quote_returns({sale, {RefundPolicy::proportional, PayBackOrder::cash_first}, {units({0, 1})}});
  REQUIRE(cash_first);
  CHECK(cash_first->back().state.cash == 450_jpy);
  CHECK(cash_first->back().state.points_restored == 250_pt);
  CHECK(cash_first->back().state.wallets[0].points_restored == 20_pt);
}

TEST_CASE("a return says what each award of the sale comes to") {
  const QuoteRequest sale = two_wallets(400, {}, 3);
  const auto returned = quote_returns({sale, {}, {units({0})}});
  REQUIRE(returned);
  const auto& kept = returned->back().kept_awards;
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].points == 8_pt);
  CHECK(kept[1].wallet == "alliance");
  CHECK(kept[1].points == 3_pt);  // 800 yen: 728 without tax
}

TEST_CASE("wallets that are not the program's, or named twice, are refused") {
  CHECK(error_of(two_wallets(100, {{"other", 1_pt}})).detail.starts_with("basket.spend[0].wallet"));
  CHECK(error_of(two_wallets(100, {{"alliance", 1_pt}, {"alliance", 1_pt}})).detail.starts_with("basket.spend[1]"));
  QuoteRequest both = two_wallets(100, {{"", 1_pt}});
  both.sale.basket.redeem_points = 1_pt;
  CHECK(error_of(both).detail.starts_with("basket.spend[0].wallet"));
  QuoteRequest unknown = two_wallets(100);
  unknown.sale.member->wallets[0].wallet = "other";
  CHECK(error_of(unknown).detail.starts_with("member.wallets[0].wallet"));
  QuoteRequest twice = two_wallets(100);
  twice.program.wallets.push_back(twice.program.wallets[0]);
  CHECK(error_of(twice).detail.starts_with("program.wallets[1].wallet"));
  QuoteRequest of_offer = two_wallets(100);
  of_offer.offers = {offer("o", reward::PointsBonus{1_pt})};
  of_offer.offers[0].wallet = "other";
  CHECK(error_of(of_offer).detail.starts_with("offers[0].wallet"));
  of_offer.offers = {offer("o", reward::PercentOff{100})};
  of_offer.offers[0].wallet = "alliance";
  CHECK(error_of(of_offer).detail.starts_with("offers[0].wallet"));
}
