// pricing.md, section 1: what is refused, and how the error names the field.
#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/validate.hpp"
#include "kazasu/values/limits.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

QuoteRequest valid_request() {
  QuoteRequest request =
      sample::request({line("1", "tea", 100, 2), line("2", "cake", 300)},
                      {offer("a", reward::PercentOff{1'000}), offer("b", reward::PointsBonus{Points{5}})});
  request.sale.member.emplace();
  request.sale.member->usage = {{"a", 1, 2, 0}, {"b", 0, 0, 0}};
  return request;
}

/// The error of a valid request after one change, as code and detail; "" if it is still accepted.
std::string refusal(const std::function<void(QuoteRequest&)>& change) {
  QuoteRequest request = valid_request();
  change(request);
  const auto quoted = quote(request);
  return quoted ? "" : describe(quoted.error());
}

}  // namespace

TEST_CASE("a valid request is accepted") {
  CHECK(refusal([](QuoteRequest&) {}) == "");
}

TEST_CASE("a line outside its ranges is refused by name") {
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[1].unit_price = Money{-1}; }) ==
        "invalid_argument: basket.lines[1].unit_price: must be at least 0");
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[0].quantity = 0; }) ==
        "invalid_argument: basket.lines[0].quantity: must be at least 1");
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[1].id = "1"; }) ==
        "invalid_argument: basket.lines[1].id: must be unique");
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[0].tax_class = "none"; }) ==
        "invalid_argument: basket.lines[0].tax_class: is not one of the program's tax_rates");
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[0].manual_discount = Money{201}; }) ==
        "invalid_argument: basket.lines[0].manual_discount: must be at most quantity times unit_price");
  CHECK(refusal([](QuoteRequest& r) { r.sale.basket.lines[0].manual_discount = Money{200}; }) == "");
}

TEST_CASE("what is too large is refused with limit_exceeded") {
  CHECK(refusal([](QuoteRequest& r) {
          r.sale.basket.lines[0].quantity = limits::kQuantityMax + 1;
        }).starts_with("limit_exceeded: basket.lines[0].quantity: must be at most"));
  CHECK(refusal([](QuoteRequest& r) {
          r.sale.basket.lines[0].unit_price = Money{limits::kBasketGrossMax / 2};
        }).starts_with("limit_exceeded: basket.lines[1].unit_price: the basket must be worth at most"));
  CHECK(refusal([](QuoteRequest& r) {
          r.sale.basket.lines[0].id.assign(limits::kTextBytesMax + 1, 'x');
        }).starts_with("limit_exceeded: basket.lines[0].id: must be at most"));
  CHECK(refusal([](QuoteRequest& r) {
          r.sale.basket.redeem_points = Points{limits::kPointsMax + 1};
        }).starts_with("limit_exceeded: basket.redeem_points"));
}

TEST_CASE("a member's view is checked") {
  CHECK(refusal([](QuoteRequest& r) {
          r.sale.member->birthday = MonthDay{2, 30};
        }) == "invalid_argument: member.birthday: is not a day of the year");
  CHECK(refusal([](QuoteRequest& r) { r.sale.member->birthday = MonthDay{2, 29}; }) == "");
  CHECK(refusal([](QuoteRequest& r) { r.sale.member->usage[1].offer = "a"; }) ==
        "invalid_argument: member.usage[1].offer: must be unique");
  CHECK(refusal([](QuoteRequest& r) { r.sale.member->usage[0].today = -1; }) ==
        "invalid_argument: member.usage[0].today: must be at least 0");
  CHECK(refusal([](QuoteRequest& r) { r.sale.member->balance = Points{-500}; }) == "");
}

TEST_CASE("a program is checked") {
  CHECK(refusal([](QuoteRequest& r) { r.program.tax_rates[1].tax_class = "standard"; }) ==
        "invalid_argument: program.tax_rates[1].tax_class: must be unique");
  CHECK(refusal([](QuoteRequest& r) { r.program.tax_rates[0].basis_points = -1; }) ==
        "invalid_argument: program.tax_rates[0].basis_points: must be at least 0");
  CHECK(refusal([](QuoteRequest& r) { r.program.tax_rates[0].basis_points = 15'000; }) == "");
  CHECK(refusal([](QuoteRequest& r) {
          r.program.award.activates_days = 10;
          r.program.award.expires_days = 9;
        }) == "invalid_argument: program.award.expires_days: an award cannot expire before it activates");
  CHECK(refusal([](QuoteRequest& r) {
          r.program.award.ranks = {{"gold", {}}, {"gold", {}}};
        }) == "invalid_argument: program.award.ranks[1].rank: must be unique");
  CHECK(refusal([](QuoteRequest& r) { r.program.business_day_starts = TimeOfDay{1440}; }) ==
        "invalid_argument: program.business_day_starts: must be 00:00 to 23:59");
  CHECK(refusal([](QuoteRequest& r) { r.program.redeem.unit = Points{-1}; }) ==
        "invalid_argument: program.redeem.unit: must be at least 0");
}

TEST_CASE("an offer is checked") {
  CHECK(refusal([](QuoteRequest& r) { r.offers[1].id = "a"; }) == "invalid_argument: offers[1].id: must be unique");
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[0].when.hours = {{TimeOfDay{60}, TimeOfDay{60}}};
        }) == "invalid_argument: offers[0].when.hours[0].to: must differ from `from`");
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[0].when.days_of_month = {1, 32};
        }) == "invalid_argument: offers[0].when.days_of_month[1]: must be 1 to 31");
  CHECK(refusal([](QuoteRequest& r) { r.offers[0].reward = reward::PercentOff{10'001}; }) ==
        "limit_exceeded: offers[0].reward.percent_off.basis_points: must be at most 10000");
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[0].reward = reward::Bundle{0, 0, 100};
        }) == "invalid_argument: offers[0].reward.bundle.get: must be at least 1");
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[0].reward = reward::MixMatch{0, Money{1}};
        }) == "invalid_argument: offers[0].reward.mix_match.quantity: must be at least 1");
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[0].reward = reward::IssueCoupon{"", 1, false, 0};
        }) == "invalid_argument: offers[0].reward.issue_coupon.coupon: must name a coupon");
  CHECK(refusal([](QuoteRequest& r) {
          r.program.award.activates_days = 10;
          r.offers[1].expires_days = 9;
        }) == "invalid_argument: offers[1].expires_days: an award cannot expire before it activates");
  CHECK(refusal([](QuoteRequest& r) { r.offers[0].priority = -5; }) == "");
}

TEST_CASE("more points than can be booked are refused") {
  CHECK(refusal([](QuoteRequest& r) {
          r.offers[1].reward = reward::PointsPerUnit{Points{limits::kPointsMax}};
        }).starts_with("limit_exceeded: awarded_points"));
}
