#include "kazasu/pricing/time_policy.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"

using namespace kazasu;

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
/// Wednesday 2026-11-25 10:00 in Tokyo.
constexpr std::int64_t kTen = 1'795'568'400'000;

Program tokyo() {
  Program program;
  program.currency = "JPY";
  program.time_zone = {"Asia/Tokyo", {{0, 9 * 3'600}}};
  program.business_day_starts = {5 * 60};
  program.tax_rates = {{"standard", 1'000}};
  return program;
}

Offer offer_when(Condition when) {
  Offer offer;
  offer.id = "O";
  offer.when = std::move(when);
  offer.reward = reward::PercentOff{1'000};
  return offer;
}

/// Ten to twelve.
Offer morning_offer() {
  Condition when;
  when.hours = {{{10 * 60}, {12 * 60}}};
  return offer_when(when);
}

bool applies(TimePolicy policy, const Offer& offer, const TimeInterval& interval, std::int64_t at) {
  const std::vector<Offer> offers{offer};
  const TimeEffect effect = time_effect(policy, offers, tokyo(), interval, at);
  auto index = OfferIndex::build(tokyo(), with_time_effect(std::span{offers}, effect));
  REQUIRE(index);
  Sale sale;
  sale.at = {at, 9 * 3'600};
  Line line;
  line.id = "1";
  line.product = "P";
  line.quantity = 1;
  line.unit_price = Money{1'000};
  line.tax_class = "standard";
  sale.basket.lines = {line};
  QuoteEngine engine;
  Quote quote;
  REQUIRE(engine.quote(**index, sale, quote));
  return !quote.applied.empty();
}

struct Expected {
  const char* relation;
  TimeInterval interval;
  bool strict, lenient;
};

}  // namespace

TEST_CASE("time policy: the relations of an interval to a window, at the boundary and a minute beside it") {
  constexpr std::int64_t kTwelve = kTen + 2 * kHour;
  constexpr std::int64_t kMinute = 60'000;
  const Expected cases[] = {
      {"before", {kTen - kHour, kTen - kMinute}, false, false},
      {"ends with the last millisecond before", {kTen - kHour, kTen - 1}, false, false},
      {"meets the begin", {kTen - kHour, kTen}, false, true},
      {"overlaps the begin", {kTen - 1, kTen + kMinute}, false, true},
      {"begins with it", {kTen, kTen + kMinute}, true, true},
      {"inside", {kTen + kMinute, kTwelve - kMinute}, true, true},
      {"ends with it", {kTwelve - kHour, kTwelve - 1}, true, true},
      {"meets the end", {kTwelve - kHour, kTwelve}, false, true},
      {"overlaps the end", {kTwelve - 1, kTwelve + kHour}, false, true},
      {"holds it", {kTen - kHour, kTwelve + kHour}, false, true},
      {"begins with the end", {kTwelve, kTwelve + kHour}, false, false},
      {"after", {kTwelve + kMinute, kTwelve + kHour}, false, false},
      {"a day and an hour before", {kTen - 25 * kHour, kTen - 1}, false, true},
      {"no end", {kTen, std::nullopt}, false, true},
  };
  for (const Expected& one : cases) {
    INFO(one.relation);
    // Wherever in the interval the wall clock says that it is: it opens and closes nothing (I-14).
    const std::int64_t end = one.interval.latest_unix_ms.value_or(one.interval.earliest_unix_ms + 400 * kDay);
    for (const std::int64_t at : {one.interval.earliest_unix_ms, (one.interval.earliest_unix_ms + end) / 2, end}) {
      CHECK(applies(TimePolicy::strict, morning_offer(), one.interval, at) == one.strict);
      CHECK(applies(TimePolicy::lenient, morning_offer(), one.interval, at) == one.lenient);
    }
  }
}

TEST_CASE("time policy: the policy `clock` goes by the time used alone") {
  const TimeInterval all_day{kTen - kHour, kTen + 10 * kHour};
  CHECK_FALSE(applies(TimePolicy::clock, morning_offer(), all_day, kTen - 1'000));
  CHECK(applies(TimePolicy::clock, morning_offer(), all_day, kTen));
  CHECK(time_effect(TimePolicy::clock, std::vector{morning_offer()}, tokyo(), all_day, kTen).empty());
}

TEST_CASE("time policy: dates are business dates, and an interval with no end is certain of the begin alone") {
  Condition from;
  from.valid_from = parse_date("2026-11-25");
  Condition to;
  to.valid_to = parse_date("2026-11-25");
  const std::int64_t five = kTen - 5 * kHour;  // the business day begins
  CHECK(applies(TimePolicy::strict, offer_when(from), {five, std::nullopt}, five));
  CHECK_FALSE(applies(TimePolicy::strict, offer_when(from), {five - 1, std::nullopt}, five));
  CHECK(applies(TimePolicy::lenient, offer_when(from), {five - 1, std::nullopt}, five - 1));
  CHECK_FALSE(applies(TimePolicy::strict, offer_when(to), {five, std::nullopt}, five));
  CHECK(applies(TimePolicy::lenient, offer_when(to), {five, std::nullopt}, five + 100 * kDay));
  CHECK_FALSE(applies(TimePolicy::lenient, offer_when(to), {five + kDay, std::nullopt}, five + kDay));
  CHECK(applies(TimePolicy::strict, offer_when(to), {five, five + kDay - 1}, five));
  CHECK_FALSE(applies(TimePolicy::strict, offer_when(to), {five, five + kDay}, five));
}

TEST_CASE("time policy: weekdays and days of the month are of the business date, windows may span midnight") {
  Condition wednesday;
  wednesday.weekdays = {std::chrono::Wednesday};
  const std::int64_t next_five = kTen + 19 * kHour;
  CHECK(applies(TimePolicy::strict, offer_when(wednesday), {kTen, next_five - 1}, kTen));
  CHECK_FALSE(applies(TimePolicy::strict, offer_when(wednesday), {kTen, next_five}, kTen));
  CHECK(applies(TimePolicy::lenient, offer_when(wednesday), {next_five - 1, next_five + kHour}, next_five + kHour));
  Condition last_day;
  last_day.days_of_month = {26};
  CHECK_FALSE(applies(TimePolicy::lenient, offer_when(last_day), {kTen, next_five - 1}, kTen));
  CHECK(applies(TimePolicy::lenient, offer_when(last_day), {kTen, next_five}, kTen));
  Condition night;
  night.hours = {{{22 * 60}, {2 * 60}}};
  const std::int64_t ten_at_night = kTen + 12 * kHour;
  CHECK(applies(TimePolicy::strict, offer_when(night), {ten_at_night, ten_at_night + 4 * kHour - 1}, ten_at_night));
  CHECK_FALSE(applies(TimePolicy::strict, offer_when(night), {ten_at_night, ten_at_night + 4 * kHour}, ten_at_night));
}

TEST_CASE("time policy: an hour that is shown twice matters to no instant but its own") {
  // Berlin, 2026-10-25 03:00 summer time becomes 02:00.
  Program berlin = tokyo();
  constexpr std::int64_t kBack = 1'792'890'000;
  berlin.time_zone = {"Europe/Berlin", {{0, 7'200}, {kBack, 3'600}}};
  Condition when;
  when.hours = {{{2 * 60}, {3 * 60}}};
  const std::vector<Offer> offers{offer_when(when)};
  const std::int64_t back_ms = kBack * 1'000;
  // From 02:30 the first time to 02:30 the second time: never outside the window.
  CHECK(time_effect(TimePolicy::strict, offers, berlin, {back_ms - kHour / 2, back_ms + kHour / 2}, back_ms).empty());
  CHECK_FALSE(time_effect(TimePolicy::strict, offers, berlin, {back_ms - kHour / 2, back_ms + kHour}, back_ms).empty());
}

TEST_CASE("time policy: offers without a window and intervals within a minute change nothing") {
  const std::vector<Offer> offers{offer_when({}), morning_offer()};
  CHECK(time_effect(TimePolicy::strict, offers, tokyo(), {kTen + 1'000, kTen + 5'000}, kTen + 2'000).empty());
  const auto effect = time_effect(TimePolicy::strict, offers, tokyo(), {kTen, std::nullopt}, kTen);
  CHECK(effect.withheld == std::vector<std::string>{"O"});
  CHECK(effect.granted.empty());
}
