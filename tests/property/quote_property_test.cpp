// The engine against the brute force on random baskets. KAZASU_PROPERTY_BASKETS sets how many, KAZASU_PROPERTY_SEED
// where the seeds begin; a failure names the seed of its basket.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <iostream>
#include <map>

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

TEST_CASE("random baskets meet every reward, both tax modes, redeeming, wallets, caps and stamp cards") {
  constexpr std::uint64_t kBaskets = 2'000;
  constexpr std::int64_t kOften = 10;
  if (setting("KAZASU_PROPERTY_BASKETS", kBaskets) < kBaskets) SKIP("too few baskets are asked for");
  std::vector<std::int64_t> applied(std::variant_size_v<Reward>, 0);
  std::map<std::string, std::int64_t> met;
  for_each_basket(kBaskets, 10, 10, [&](const QuoteRequest& request, Random&) {
    const Quote quote = quoted(request);
    for (const AppliedOffer& one : quote.applied) {
      for (const Offer& offer : request.offers) {
        if (offer.id == one.offer) ++applied[offer.reward.index()];
      }
    }
    const bool excluded = request.program.tax_mode == TaxMode::excluded;
    ++met[excluded ? "tax excluded" : "tax included"];
    if (quote.redeemed_points > Points{}) ++met["redeemed"];
    if (quote.redeemed_points > Points{} && excluded) ++met["redeemed, tax excluded"];
    for (const IssuedCoupon& one : quote.issued_coupons) met["coupons issued"] += one.count;
    std::int64_t paying = 0;
    for (const QuotedWallet& wallet : quote.wallets) {
      if (wallet.redeemed_points > Points{}) ++paying;
      if (wallet.capped_points > Points{}) ++met["capped"];
      if (wallet.cap == AwardCap::checkouts_per_day) ++met["too many checkouts"];
      if (!wallet.wallet.empty() && wallet.awarded_points > Points{}) ++met["awarded by a further wallet"];
    }
    if (paying > 1) ++met["several wallets paid"];
    for (const NotAppliedOffer& one : quote.not_applied) {
      if (one.reason == NotAppliedReason::limit) ++met["limit"];
    }
    return true;
  });
  for (std::size_t kind = 0; kind < applied.size(); ++kind) {
    INFO("reward " << kind);
    CHECK(applied[kind] >= kOften);
  }
  CHECK(met.size() == 10);
  for (const auto& [what, count] : met) {
    INFO(what);
    CHECK(count >= kOften);
  }
}
