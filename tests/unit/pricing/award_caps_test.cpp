// docs/pricing-extensions.md: caps against abuse.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using sample::line;
using sample::offer;

namespace {

/// 1,000 yen: ten base points.
QuoteRequest ten_points(std::vector<Offer> offers = {}) {
  QuoteRequest request = sample::request({line("1", "tea", 1'000)}, std::move(offers));
  request.sale.member.emplace();
  return request;
}

Quote quoted(const QuoteRequest& request) {
  auto answer = quote(request);
  INFO((answer.ok() ? std::string{} : describe(answer.error())));
  REQUIRE(answer);
  return *answer;
}

const NotAppliedOffer& reason_of(const Quote& quote, const std::string& offer) {
  for (const NotAppliedOffer& one : quote.not_applied) {
    if (one.offer == offer) return one;
  }
  FAIL("no reason for " << offer);
  return quote.not_applied.front();
}

}  // namespace

TEST_CASE("a checkout earns at most what its wallet allows, the base award first") {
  QuoteRequest request = ten_points({offer("a", reward::PointsBonus{8_pt}), offer("b", reward::PointsBonus{5_pt})});
  request.program.award.caps.per_checkout = 15_pt;
  const Quote quote = quoted(request);
  REQUIRE(quote.awards.size() == 2);
  CHECK(quote.awards[0].points == 10_pt);
  CHECK(quote.awards[1].offer == "a");
  CHECK(quote.awards[1].points == 5_pt);
  CHECK(quote.awarded_points == 15_pt);
  REQUIRE(quote.wallets.size() == 1);
  CHECK(quote.wallets[0].capped_points == 8_pt);
  CHECK(quote.wallets[0].cap == AwardCap::per_checkout);
}

TEST_CASE("a coupon whose points a cap takes away whole is not used up") {
  Offer coupon = offer("c", reward::PointsBonus{8_pt});
  coupon.kind = OfferKind::coupon;
  QuoteRequest request = ten_points({coupon});
  request.sale.member->coupons = {"c"};
  request.program.award.caps.per_checkout = 10_pt;
  const Quote capped = quoted(request);
  CHECK(capped.applied.empty());
  CHECK(reason_of(capped, "c").reason == NotAppliedReason::limit);
  request.program.award.caps.per_checkout = 11_pt;
  const Quote used = quoted(request);
  REQUIRE(used.applied.size() == 1);
  CHECK(used.applied[0].points == 1_pt);
}

TEST_CASE("a day's cap counts what the day has given before") {
  QuoteRequest request = ten_points();
  request.program.award.caps.per_day = 25_pt;
  request.sale.member->awarded_today = 18_pt;
  CHECK(quoted(request).awarded_points == 7_pt);
  CHECK(quoted(request).wallets[0].cap == AwardCap::per_day);
  request.sale.member->awarded_today = 40_pt;  // two terminals without a network
  CHECK(quoted(request).awarded_points == 0_pt);
}

TEST_CASE("after so many checkouts of a day a member earns nothing more") {
  QuoteRequest request = ten_points();
  request.program.award.caps.checkouts_per_day = 3;
  request.sale.member->checkouts_today = 2;
  CHECK(quoted(request).awarded_points == 10_pt);
  request.sale.member->checkouts_today = 3;
  const Quote quote = quoted(request);
  CHECK(quote.awarded_points == 0_pt);
  CHECK(quote.wallets[0].cap == AwardCap::checkouts_per_day);
  CHECK(quote.wallets[0].capped_points == 10_pt);
}

TEST_CASE("an offer awards at most so many points a basket, and so many a member") {
  Offer tenfold = offer("tenfold", reward::PointsTimes{100});
  tenfold.limits.points_per_basket = 50_pt;
  tenfold.limits.points_per_member = 120_pt;
  QuoteRequest request = ten_points({tenfold});
  CHECK(quoted(request).awarded_points == 60_pt);
  request.sale.member->usage = {{"tenfold", 0, 2, 0, 100_pt}};
  CHECK(quoted(request).awarded_points == 30_pt);
  request.sale.member->usage = {{"tenfold", 0, 3, 0, 120_pt}};
  CHECK(quoted(request).awarded_points == 10_pt);
  CHECK(reason_of(quoted(request), "tenfold").reason == NotAppliedReason::limit);
}

TEST_CASE("an offer that has given a member all it may is at its limit, whatever is in the basket") {
  Offer cake = offer("cake", reward::PointsBonus{50_pt});
  cake.target.products = {"cake"};
  cake.limits.points_per_member = 120_pt;
  QuoteRequest request = ten_points({cake});
  CHECK(reason_of(quoted(request), "cake").reason == NotAppliedReason::no_target);
  request.sale.member->usage = {{"cake", 0, 3, 0, 120_pt}};
  const NotAppliedOffer reason = reason_of(quoted(request), "cake");
  CHECK(reason.reason == NotAppliedReason::limit);
  CHECK(reason.wanted == "120 points in all");
  CHECK(reason.found == "120 points");
}

TEST_CASE("a capped offer gives way in its group to one that gives more") {
  Offer capped = offer("capped", reward::PointsBonus{100_pt});
  capped.limits.points_per_basket = 5_pt;
  Offer plain = offer("plain", reward::PointsBonus{6_pt});
  capped.group = plain.group = "g";
  CHECK(quoted(ten_points({capped, plain})).applied.front().offer == "plain");
}

TEST_CASE("a card issues at most so many coupons a basket; the other stamps stay on it") {
  Offer card = offer("card", reward::IssueCoupon{"free", 2, true, 0});
  card.limits.coupons_per_basket = 1;
  QuoteRequest request = sample::request({line("1", "coffee", 300, 5)}, {card});
  request.sale.member.emplace();
  const Quote quote = quoted(request);
  CHECK(quote.issued_coupons[0].stamps == 5);
  CHECK(quote.issued_coupons[0].count == 1);
  CHECK(quote.issued_coupons[0].stamps_used == 2);
}

TEST_CASE("without caps and further wallets an answer tells of none") {
  CHECK(quoted(ten_points()).wallets.empty());
}
