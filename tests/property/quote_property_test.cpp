// The engine against the brute force on random baskets. KAZASU_PROPERTY_BASKETS sets how many, KAZASU_PROPERTY_SEED
// where the seeds begin; a failure names the seed of its basket.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <iostream>

#include "brute_force.hpp"
#include "kazasu/pricing/quote.hpp"
#include "pricing/quoter.hpp"
#include "quote_text.hpp"
#include "random_sale.hpp"
#include "setting.hpp"

using namespace kazasu;
using property::Random;
using property::setting;
using property::text_of;

namespace {

/// Runs `check` for the baskets of one seed after the other, until one fails.
template <class Check>
void for_each_basket(std::uint64_t otherwise, std::int64_t offers, std::int64_t offers_now_and_then, Check check) {
  const std::uint64_t first = setting("KAZASU_PROPERTY_SEED", 1);
  const std::uint64_t baskets = setting("KAZASU_PROPERTY_BASKETS", otherwise);
  std::cout << "baskets of seeds " << first << " to " << first + baskets - 1 << '\n';
  for (std::uint64_t seed = first; seed < first + baskets; ++seed) {
    Random random{seed};
    INFO("seed " << seed);
    const QuoteRequest request = property::random_request(random, random.one_in(50) ? offers_now_and_then : offers);
    if (!check(request, random)) return;
  }
  SUCCEED();
}

Quote quoted(const QuoteRequest& request) {
  auto answer = quote(request);
  if (!answer) FAIL(describe(answer.error()));
  return std::move(*answer);
}

bool same(const std::string& found, const std::string& wanted) {
  if (found == wanted) return true;
  CHECK(found == wanted);
  return false;
}

std::size_t index_in(const std::vector<Line>& lines, Random& random) {
  return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(lines.size()) - 1));
}

/// Another quantity, another price, or other goods; a markdown must still fit.
void change_line(Line& line, const std::vector<Line>& scanned, Random& random) {
  switch (random.between(0, 2)) {
    case 0: line.quantity = std::max(line.quantity, random.between(1, 3)); break;
    case 1: line.unit_price += Money{random.between(1, 500)}; break;
    default: {
      const std::string id = line.id;
      line = random.pick(scanned);
      line.id = id;
    }
  }
}

}  // namespace

TEST_CASE("a quote is the best of all selections") {
  for_each_basket(20'000, 12, 17, [](const QuoteRequest& request, Random&) {
    return same(text_of(quoted(request)), text_of(brute_force::quote(request)));
  });
}

TEST_CASE("reducing big sets of offers first gives the same quote") {
  pricing::Quoter quoter;
  quoter.bounds.big_part = 2;
  Quote reduced;
  for_each_basket(20'000, 12, 17, [&](const QuoteRequest& request, Random&) {
    const auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    REQUIRE(quoter.quote((*index)->tables(), request.sale, {}, pricing::kNone, reduced));
    return same(text_of(reduced), text_of(brute_force::quote(request)));
  });
}

TEST_CASE("a quote does not depend on what the engine quoted before") {
  QuoteEngine engine;
  Quote used_again;
  for_each_basket(5'000, 12, 12, [&](const QuoteRequest& request, Random&) {
    const auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    REQUIRE(engine.quote(**index, request.sale, used_again));
    return same(text_of(used_again), text_of(quoted(request)));
  });
}

TEST_CASE("a basket that grows, shrinks and changes at the till is quoted like a new one") {
  QuoteEngine engine;
  Quote used_again;
  for_each_basket(1'500, 12, 12, [&](QuoteRequest request, Random& random) {
    const auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    const std::vector<Line> scanned = request.sale.basket.lines;
    std::vector<Line>& lines = request.sale.basket.lines;
    lines.clear();
    for (int step = 0; step < 12; ++step) {
      switch (random.between(0, 5)) {
        case 0:
          if (!lines.empty())
            lines.erase(lines.begin() + random.between(0, static_cast<std::int64_t>(lines.size()) - 1));
          break;
        case 1:
          if (!lines.empty()) change_line(lines[index_in(lines, random)], scanned, random);
          break;
        case 2: request.sale.at.unix_ms += random.between(0, 2) * 6 * 3'600'000; break;
        case 3: request.sale.member.reset(); break;
        default:
          if (scanned.empty()) break;
          lines.push_back(random.pick(scanned));
          lines.back().id = "scan " + std::to_string(step);
      }
      REQUIRE(engine.quote(**index, request.sale, used_again));
      if (!same(text_of(used_again), text_of(quoted(request)))) return false;
    }
    return true;
  });
}

TEST_CASE("a quote does not depend on the order of offers, but for the order of reasons") {
  for_each_basket(5'000, 12, 12, [](QuoteRequest request, Random& random) {
    const auto sorted = [](Quote quote) {
      std::sort(quote.not_applied.begin(), quote.not_applied.end(),
                [](const NotAppliedOffer& a, const NotAppliedOffer& b) { return a.offer < b.offer; });
      return text_of(quote);
    };
    const std::string before = sorted(quoted(request));
    random.shuffle(request.offers);
    return same(sorted(quoted(request)), before);
  });
}

TEST_CASE("explaining less changes nothing else") {
  QuoteEngine engine;
  Quote all, none;
  QuoteOptions briefly;
  briefly.explain = Explain::none;
  for_each_basket(5'000, 12, 12, [&](const QuoteRequest& request, Random&) {
    const auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    REQUIRE(engine.quote(**index, request.sale, all));
    REQUIRE(engine.quote(**index, request.sale, none, briefly));
    all.not_applied.clear();
    return same(text_of(none), text_of(all));
  });
}
