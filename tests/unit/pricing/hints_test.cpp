// docs/pricing-extensions.md: hints.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

std::vector<Hint> hints(const QuoteRequest& request) {
  const auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  QuoteEngine engine;
  Quote quote;
  QuoteOptions options;
  options.hints = true;
  REQUIRE(engine.quote(**index, request.sale, quote, options));
  return quote.hints;
}

}  // namespace

TEST_CASE("one more coffee: what a missing unit would save") {
  Offer three = offer("three", reward::MixMatch{3, Money{250}});
  const auto found = hints(sample::request({line("1", "coffee", 100, 2)}, {three}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].offer == "three");
  CHECK(found[0].line == "1");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].add_amount == Money{100});
  CHECK(found[0].saves == Money{50});
}

TEST_CASE("a minimum amount is reached by the cheapest line that does it") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{1'000};
  const auto found = hints(sample::request({line("1", "cake", 300, 2), line("2", "tea", 150)}, {off}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == "1");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].saves == Money{200});
}

TEST_CASE("what an offer saves is against the same basket without it, other offers included") {
  Offer off = offer("off", reward::PercentOff{5'000});
  off.when.min_quantity = 2;
  off.group = "g";
  Offer always = offer("always", reward::PercentOff{3'000});
  always.group = "g";
  const auto found = hints(sample::request({line("1", "tea", 100)}, {off, always}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].saves == Money{40});
}

TEST_CASE("no hint where more goods are not what is missing, or where nothing would be saved") {
  Offer other_day = offer("day", reward::PercentOff{1'000});
  other_day.when.weekdays = {std::chrono::Sunday};
  Offer useless = offer("useless", reward::UnitPrice{Money{500}});
  useless.when.min_quantity = 2;
  CHECK(hints(sample::request({line("1", "tea", 100)}, {other_day, useless})).empty());
}

TEST_CASE("hints are given only when asked for") {
  const auto quoted =
      quote(sample::request({line("1", "coffee", 100, 2)}, {offer("three", reward::MixMatch{3, Money{250}})}));
  REQUIRE(quoted);
  CHECK(quoted->hints.empty());
}
