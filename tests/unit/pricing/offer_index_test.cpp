#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "pricing/offer_tables.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

TEST_CASE("an index finds offers by id and keeps the caller's order") {
  const QuoteRequest request =
      sample::request({}, {offer("b", reward::PercentOff{1}), offer("a", reward::PercentOff{2})});
  const auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  CHECK((*index)->find("a") == &(*index)->offers()[1]);
  CHECK((*index)->find("c") == nullptr);
}

TEST_CASE("offers are numbered in their order of application") {
  std::vector<Offer> offers{offer("points", reward::PointsBonus{Points{1}}),
                            offer("basket", reward::BasketPercentOff{1}), offer("b", reward::PercentOff{1}),
                            offer("a", reward::PercentOff{1}), offer("first", reward::PercentOff{1})};
  offers[4].priority = 5;
  const auto index = OfferIndex::build(sample::request({}).program, offers);
  REQUIRE(index);
  std::vector<std::string> order;
  for (const auto& compiled : (*index)->tables().compiled) order.push_back(offers[compiled.position].id);
  CHECK(order == std::vector<std::string>{"first", "a", "b", "basket", "points"});
}

TEST_CASE("one engine serves indexes of different sizes in turn") {
  QuoteEngine engine;
  Quote quote;
  const QuoteRequest small = sample::request({line("1", "tea", 100)}, {offer("o", reward::PercentOff{1'000})});
  QuoteRequest large = sample::request({line("1", "tea", 100, 3), line("2", "cake", 300)});
  for (int i = 0; i < 200; ++i) {
    Offer one = offer("offer-" + std::to_string(i), reward::PercentOff{i});
    one.group = "g";
    large.offers.push_back(one);
  }
  const auto small_index = OfferIndex::build(small.program, small.offers);
  const auto large_index = OfferIndex::build(large.program, large.offers);
  REQUIRE(small_index);
  REQUIRE(large_index);
  for (int round = 0; round < 3; ++round) {
    REQUIRE(engine.quote(**small_index, small.sale, quote));
    CHECK(quote.total == Money{90});
    CHECK(quote.not_applied.empty());
    REQUIRE(engine.quote(**large_index, large.sale, quote));
    CHECK(quote.applied.size() == 1);
    CHECK(quote.not_applied.size() == 199);
    CHECK(quote.lines.size() == 2);
  }
}

TEST_CASE("a search cut short says so, and its bound holds") {
  // Each line could have either of two offers, and each offer either of two lines: nothing is independent.
  QuoteRequest request = sample::request({});
  for (int i = 0; i < 30; ++i) {
    request.sale.basket.lines.push_back(line(std::to_string(i), "p" + std::to_string(i), 1'000 + 37 * i));
    Offer one = offer("o" + std::to_string(100 + i), reward::MixMatch{2, Money{1'500 + 91 * (i % 7)}});
    one.target.products = {"p" + std::to_string(i), "p" + std::to_string((i + 1) % 30),
                           "p" + std::to_string((i * 7) % 30)};
    request.offers.push_back(one);
  }
  const auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  QuoteEngine engine;
  Quote brief, thorough;
  QuoteOptions options;
  options.search_steps = 50;
  REQUIRE(engine.quote(**index, request.sale, brief, options));
  options.search_steps = 200'000;
  REQUIRE(engine.quote(**index, request.sale, thorough, options));
  CHECK_FALSE(brief.optimal);
  CHECK(brief.gap > Money{});
  CHECK(thorough.total <= brief.total);
  CHECK(thorough.total >= brief.total - brief.gap);
}

TEST_CASE("a set that takes units and nothing off can pay, as it moves what a later set gives away") {
  // Without "keep", "pair" gives the second dearest for nothing, on which "half" then does nothing.
  QuoteRequest request =
      sample::request({line("dear", "p", 100), line("free", "z", 0), line("x", "x", 90), line("y", "y", 90)});
  const auto add = [&](std::string id, std::int64_t priority, Reward reward, std::vector<std::string> products) {
    Offer one = offer(std::move(id), std::move(reward));
    one.priority = priority;
    one.target.products = std::move(products);
    request.offers.push_back(one);
  };
  const reward::Bundle second_for_nothing{1, 1, 10'000};
  add("keep", 3, second_for_nothing, {"p", "z"});
  add("pair", 2, second_for_nothing, {"p", "x", "y"});
  add("half", 1, reward::PercentOff{5'000}, {"x"});
  const auto quoted = quote(request);
  REQUIRE(quoted);
  CHECK(quoted->total == Money{145});
  CHECK(quoted->applied.size() == 3);
}
