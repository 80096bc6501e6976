// Reasons for people: which condition failed, what it wanted and what it found.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

NotAppliedOffer reason(Condition when, std::optional<MemberView> member = std::nullopt) {
  QuoteRequest request = sample::request({line("1", "tea", 100, 2)}, {offer("o", reward::PercentOff{1'000})});
  request.offers[0].when = std::move(when);
  request.sale.member = std::move(member);
  request.sale.basket.tender = "cash";
  const auto quoted = quote(request);
  REQUIRE(quoted);
  REQUIRE(quoted->not_applied.size() == 1);
  CHECK(quoted->not_applied[0].reason == NotAppliedReason::condition);
  return quoted->not_applied[0];
}

void check(const NotAppliedOffer& entry, const char* condition, const char* wanted, const char* found) {
  CHECK(entry.condition == condition);
  CHECK(entry.wanted == wanted);
  CHECK(entry.found == found);
}

}  // namespace

TEST_CASE("a failing condition is named with what it wanted and what it found") {
  Condition when;
  when.min_amount = Money{500};
  check(reason(when), "min_amount", "500", "200");
  when.min_quantity = 5;
  check(reason(when), "min_amount", "500", "200");
  when.min_amount = Money{};
  check(reason(when), "min_quantity", "5", "2");
  when.weekdays = {std::chrono::Saturday, std::chrono::Sunday};
  check(reason(when), "weekdays", "SAT, SUN", "MON");
  when.valid_from = parse_date("2026-12-01");
  check(reason(when), "valid_from", "2026-12-01", "2026-11-23");
}

TEST_CASE("hours, tenders and members read as people say them") {
  Condition when;
  when.hours = {{TimeOfDay{7 * 60}, TimeOfDay{10 * 60 + 30}}};
  check(reason(when), "hours", "07:00–10:30", "12:34");
  when = {};
  when.tenders = {"points", "gift"};
  check(reason(when), "tenders", "points, gift", "cash");
  when = {};
  when.ranks = {"gold"};
  check(reason(when), "ranks", "gold", "no member");
  MemberView silver;
  silver.rank = "silver";
  check(reason(when, silver), "ranks", "gold", "silver");
  when = {};
  when.min_assurance = Assurance::authenticated;
  check(reason(when, silver), "min_assurance", "AUTHENTICATED", "CLAIMED");
}

TEST_CASE("explaining candidates only leaves out what was far from applying, but not the coupons put forward") {
  QuoteRequest request = sample::request({line("1", "tea", 100)}, {});
  Offer far = offer("far", reward::PercentOff{1'000});
  far.when.tenders = {"gift"};
  Offer coupon = far;
  coupon.id = "coupon";
  coupon.kind = OfferKind::coupon;
  Offer group_a = offer("a", reward::PercentOff{1'000});
  Offer group_b = offer("b", reward::PercentOff{2'000});
  group_a.group = group_b.group = "g";
  request.offers = {far, coupon, group_a, group_b};
  request.sale.basket.coupon_codes = {"coupon"};
  const auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  QuoteEngine engine;
  Quote quote;
  QuoteOptions options;
  const auto names = [&](Explain explain) {
    options.explain = explain;
    REQUIRE(engine.quote(**index, request.sale, quote, options));
    std::vector<std::string> ids;
    for (const NotAppliedOffer& one : quote.not_applied) ids.push_back(one.offer);
    return ids;
  };
  CHECK(names(Explain::all) == std::vector<std::string>{"far", "coupon", "a"});
  CHECK(names(Explain::candidates) == std::vector<std::string>{"coupon", "a"});
  CHECK(names(Explain::none).empty());
}
