// pricing.md, section 5, where a quick way would go wrong.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using sample::line;
using sample::offer;

namespace {

std::vector<std::string> applied(const QuoteRequest& request) {
  const auto quoted = quote(request);
  REQUIRE(quoted);
  std::vector<std::string> ids;
  for (const AppliedOffer& one : quoted->applied) ids.push_back(one.offer);
  return ids;
}

}  // namespace

TEST_CASE("a bundle that takes units for no discount is taken where the set then falls on goods that earn less") {
  Offer holds = offer("holds", reward::Bundle{1, 1, 0});
  holds.target.products = {"tea"};
  holds.priority = 1;
  Offer set = offer("set", reward::MixMatch{2, 100_jpy});
  set.limits.per_basket = 1;
  Offer tenfold = offer("tenfold", reward::PointsTimes{100});
  tenfold.target.products = {"tea"};
  QuoteRequest request = sample::request({line("1", "tea", 100, 2), line("2", "cake", 100, 2)}, {holds, set, tenfold});
  request.sale.member.emplace();
  // Without "holds" the set takes the tea, which then earns for 100 yen instead of 200. The total is 300 either way.
  CHECK(applied(request) == std::vector<std::string>{"holds", "set", "tenfold"});
  CHECK(quote(request)->awarded_points == 21_pt);
  CHECK(quote(request)->total == 300_jpy);
}

TEST_CASE("a bundle that would only take units from a better offer is not best, though it discounts nothing itself") {
  Offer holds = offer("holds", reward::Bundle{1, 1, 0});
  holds.priority = 1;
  const QuoteRequest request =
      sample::request({line("1", "tea", 100, 2)}, {holds, offer("set", reward::MixMatch{2, 100_jpy})});
  const auto quoted = quote(request);
  REQUIRE(quoted);
  CHECK(quoted->total == 100_jpy);
  REQUIRE(quoted->not_applied.size() == 1);
  CHECK(quoted->not_applied[0].reason == NotAppliedReason::not_best);
}

TEST_CASE("10 yen off may come to less than 11 yen off, where tax is added at several rates") {
  // Largest remainders give a line of 200 beside 600 and 600 a share of 2 of ten yen, but 1 of eleven.
  Offer ten = offer("b", reward::BasketAmountOff{10_jpy});
  Offer eleven = offer("a", reward::BasketAmountOff{11_jpy});
  ten.group = eleven.group = "g";
  QuoteRequest request =
      sample::request({line("1", "tea", 600), line("2", "tea", 600), line("3", "spirits", 200)}, {ten, eleven});
  request.program.tax_mode = TaxMode::excluded;
  request.program.tax_rates = {{"standard", 0}, {"spirits", 100'000}};
  request.sale.basket.lines[2].tax_class = "spirits";
  CHECK(applied(request) == std::vector<std::string>{"b"});
  CHECK(quote(request)->total == 3'370_jpy);
  request.offers.erase(request.offers.begin());
  CHECK(quote(request)->total == 3'379_jpy);
}
