// docs/pricing-extensions.md: stamp cards.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

QuoteRequest coffees(std::int64_t quantity, std::int64_t held, reward::IssueCoupon card) {
  QuoteRequest request = sample::request({line("1", "coffee", 300, quantity)}, {offer("card", std::move(card))});
  request.sale.member.emplace();
  request.sale.member->usage = {{"card", 0, 0, held}};
  return request;
}

IssuedCoupon issued(const QuoteRequest& request) {
  const auto quoted = quote(request);
  REQUIRE(quoted);
  REQUIRE(quoted->issued_coupons.size() == 1);
  return quoted->issued_coupons.front();
}

}  // namespace

TEST_CASE("a stamp card gives a stamp a checkout, or one a unit") {
  CHECK(issued(coffees(3, 0, {"free", 10, false, 0})).stamps == 1);
  CHECK(issued(coffees(3, 0, {"free", 10, true, 0})).stamps == 3);
  QuoteRequest capped = coffees(3, 0, {"free", 10, true, 0});
  capped.offers[0].limits.per_basket = 2;
  CHECK(issued(capped).stamps == 2);
}

TEST_CASE("a full card issues its coupon, for the day it says") {
  const IssuedCoupon coupon = issued(coffees(4, 17, {"free", 10, true, 1}));
  CHECK(coupon.coupon == "free");
  CHECK(coupon.count == 2);
  CHECK(format_date(coupon.available_on) == "2026-11-24");
  CHECK(issued(coffees(2, 7, {"free", 10, true, 1})).count == 0);
}

TEST_CASE("of two cards in a group the one that issues more applies, and the other names it") {
  QuoteRequest request = coffees(2, 0, {"small", 2, true, 0});
  request.offers.push_back(offer("big", reward::IssueCoupon{"big", 5, true, 0}));
  for (Offer& one : request.offers) one.group = "cards";
  const auto quoted = quote(request);
  REQUIRE(quoted);
  REQUIRE(quoted->issued_coupons.size() == 1);
  CHECK(quoted->issued_coupons[0].offer == "card");
  REQUIRE(quoted->not_applied.size() == 1);
  CHECK(quoted->not_applied[0].reason == NotAppliedReason::group);
  CHECK(quoted->not_applied[0].instead == "card");
}

TEST_CASE("a stamp card needs a member and moves no money") {
  QuoteRequest request = coffees(2, 0, {"free", 10, true, 0});
  const auto with_member = quote(request);
  request.sale.member.reset();
  const auto without = quote(request);
  REQUIRE(with_member);
  REQUIRE(without);
  CHECK(without->not_applied[0].reason == NotAppliedReason::member);
  CHECK(with_member->total == without->total);
}
