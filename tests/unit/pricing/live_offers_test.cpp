// Offers are found live by rows of bits. A field with more values than its rows allow is judged offer by offer: here
// each field in turn, with an offer on either side of its condition.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "pricing/offer_tables.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

/// `many` offers for a product that is not in the basket, each with conditions of its own, and two that are: one whose
/// condition holds and one whose does not.
template <class SetCondition>
Quote quote_among(std::size_t many, SetCondition set_condition) {
  QuoteRequest request = sample::request({line("1", "tea", 1'000)});
  request.sale.at = *parse_timestamp("2026-11-25T10:30:00+09:00");
  request.sale.member = MemberView{};
  request.sale.member->rank = "rank 0";
  request.sale.member->segments = {"segment 0"};
  for (std::size_t i = 0; i < many; ++i) {
    Offer other = offer("other " + std::to_string(i), reward::PercentOff{100});
    other.target.products = {"cake"};
    set_condition(other.when, i + 1);
    request.offers.push_back(other);
  }
  for (const auto& [id, number] : {std::pair{"holds", std::size_t{0}}, std::pair{"fails", many}}) {
    Offer one = offer(id, reward::PercentOff{1'000});
    one.target.products = {"tea"};
    set_condition(one.when, number);
    request.offers.push_back(one);
  }
  auto quoted = quote(request);
  REQUIRE(quoted);
  return std::move(*quoted);
}

void check_only_first_holds(const Quote& quote, std::string_view condition) {
  REQUIRE(quote.applied.size() == 1);
  CHECK(quote.applied.front().offer == "holds");
  REQUIRE_FALSE(quote.not_applied.empty());
  CHECK(quote.not_applied.back().offer == "fails");
  CHECK(quote.not_applied.back().condition == condition);
}

constexpr std::size_t kFew = 3;

}  // namespace

TEST_CASE("offers of few and of very many hours are live in their hours") {
  // 10:30 lies in the first window only; each has edges of its own.
  const auto windows = [](Condition& when, std::size_t number) {
    const auto minute = static_cast<std::int32_t>(number);
    when.hours = {number == 0 ? HourWindow{TimeOfDay{600}, TimeOfDay{660}}
                              : HourWindow{TimeOfDay{700 + minute}, TimeOfDay{900 + minute}}};
  };
  check_only_first_holds(quote_among(kFew, windows), "hours");
  check_only_first_holds(quote_among(pricing::LiveRows::kHourSlotsMax, windows), "hours");
}

TEST_CASE("offers of few and of very many dates are live on their dates") {
  const auto from = [](Condition& when, std::size_t number) {
    when.valid_from = add_days(*parse_date("2026-11-25"), static_cast<std::int64_t>(number));
  };
  const auto to = [](Condition& when, std::size_t number) {
    when.valid_to = add_days(*parse_date("2026-11-25"), -static_cast<std::int64_t>(number));
  };
  check_only_first_holds(quote_among(kFew, from), "valid_from");
  check_only_first_holds(quote_among(pricing::LiveRows::kDaySlotsMax, from), "valid_from");
  check_only_first_holds(quote_among(kFew, to), "valid_to");
  check_only_first_holds(quote_among(pricing::LiveRows::kDaySlotsMax, to), "valid_to");
}

TEST_CASE("offers of few and of very many ranks are live for their rank") {
  const auto rank = [](Condition& when, std::size_t number) { when.ranks = {"rank " + std::to_string(number)}; };
  check_only_first_holds(quote_among(kFew, rank), "ranks");
  check_only_first_holds(quote_among(pricing::LiveRows::kRanksMax, rank), "ranks");
}

TEST_CASE("offers of few and of very many segments are live for their segment") {
  const auto segment = [](Condition& when, std::size_t number) {
    when.segments_any = {"segment " + std::to_string(number)};
  };
  check_only_first_holds(quote_among(kFew, segment), "segments_any");
  check_only_first_holds(quote_among(pricing::LiveRows::kSegmentsMax, segment), "segments_any");
}

TEST_CASE("rows of bits have a bound whatever the offers ask for") {
  // 10,000 offers, each with hours, dates, a rank and a segment of its own.
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < 10'000; ++i) {
    Offer one = offer("offer " + std::to_string(i), reward::PercentOff{100});
    const auto minute = static_cast<std::int32_t>(i % 1'400);
    one.when.hours = {HourWindow{TimeOfDay{minute}, TimeOfDay{minute + 30}}};
    one.when.valid_from = add_days(*parse_date("2026-01-01"), static_cast<std::int64_t>(i));
    one.when.ranks = {"rank " + std::to_string(i)};
    one.when.segments_any = {"segment " + std::to_string(i)};
    offers.push_back(one);
  }
  const auto index = OfferIndex::build(sample::request({}).program, offers);
  REQUIRE(index);
  CHECK((*index)->compiled_bytes() < 10'000'000);
}
