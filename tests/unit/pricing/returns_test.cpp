// pricing.md, section 7. The vectors of tests/conformance go further.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

UnitsReturned units(std::initializer_list<std::int64_t> of_line_1) {
  UnitsReturned returned;
  for (const std::int64_t unit : of_line_1) returned.units.push_back({"1", unit});
  return returned;
}

ReturnRequest three_for_250(std::vector<UnitsReturned> returns) {
  return {sample::request({line("1", "tea", 100, 3)}, {offer("three", reward::MixMatch{3, Money{250}})}),
          {},
          std::move(returns)};
}

}  // namespace

TEST_CASE("three for 250, returned one by one, gives 250 back in any order") {
  for (const auto& order :
       {std::vector<UnitsReturned>{units({0}), units({1}), units({2})},
        std::vector<UnitsReturned>{units({2}), units({0, 1})}, std::vector<UnitsReturned>{units({1, 2, 0})}}) {
    const auto returns = quote_returns(three_for_250(order));
    REQUIRE(returns);
    CHECK(returns->back().state.refund == Money{250});
    Money booked;
    for (const QuotedReturn& one : *returns) booked += one.booked.refund;
    CHECK(booked == Money{250});
  }
  const auto one = quote_returns(three_for_250({units({2})}));
  CHECK(one->front().booked.refund == Money{84});
}

TEST_CASE("rejudged, the kept units cost what they cost without the lost set") {
  ReturnRequest request = three_for_250({units({0}), units({1, 2})});
  request.policy.refund = RefundPolicy::rejudge;
  const auto returns = quote_returns(request);
  REQUIRE(returns);
  CHECK((*returns)[0].booked.refund == Money{50});
  CHECK((*returns)[1].booked.refund == Money{200});
}

TEST_CASE("a unit is returned once") {
  CHECK(quote_returns(three_for_250({units({0, 0})})).error().detail.starts_with("returns[0].units[1]"));
  CHECK(quote_returns(three_for_250({units({0}), units({0})})).error().detail.starts_with("returns[1].units[0]"));
  CHECK(quote_returns(three_for_250({units({3})})).error().detail.starts_with("returns[0].units[0].unit"));
  ReturnRequest wrong_line = three_for_250({units({0})});
  wrong_line.returns[0].units[0].line = "9";
  CHECK(quote_returns(wrong_line).error().detail.starts_with("returns[0].units[0].line"));
}

TEST_CASE("a coupon is released, and a stamp withdrawn, when its whole target is back") {
  ReturnRequest request = three_for_250({units({0, 1}), units({2})});
  request.sale.offers[0].kind = OfferKind::coupon;
  request.sale.offers.push_back(offer("card", reward::IssueCoupon{"free", 1, false, 0}));
  request.sale.sale.basket.coupon_codes = {"three"};
  request.sale.sale.member.emplace();
  const auto returns = quote_returns(request);
  REQUIRE(returns);
  CHECK((*returns)[0].released_coupons.empty());
  CHECK((*returns)[1].released_coupons == std::vector<std::string>{"three"});
  CHECK((*returns)[1].withdrawn_stamps == std::vector<std::string>{"card"});
}

TEST_CASE("a sale whose quote is at hand is not quoted again") {
  const ReturnRequest request = three_for_250({units({0})});
  const auto index = OfferIndex::build(request.sale.program, request.sale.offers);
  const auto original = quote(request.sale);
  REQUIRE(index);
  REQUIRE(original);
  const auto returns = quote_returns(**index, request.sale.sale, *original, request.policy, request.returns);
  REQUIRE(returns);
  CHECK(returns->front().booked.refund == Money{83});
  Quote other = *original;
  other.lines.clear();
  CHECK(quote_returns(**index, request.sale.sale, other, request.policy, request.returns).error().code ==
        ErrorCode::invalid_argument);
}
