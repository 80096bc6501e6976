#include <catch2/catch_test_macros.hpp>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/error.hpp"
#include "kazasu/values/money.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

using namespace kazasu;
using namespace kazasu::literals;

TEST_CASE("money adds and multiplies in its own unit") {
  CHECK(150_jpy + 50_jpy == 200_jpy);
  CHECK(150_jpy * 3 == 450_jpy);
  CHECK((100_jpy - 150_jpy).value() == -50);
}

TEST_CASE("hexadecimal goes there and back, and rubbish is refused") {
  Bytes bytes;
  REQUIRE(from_hex("00fFa5", bytes));
  CHECK(to_hex(bytes) == "00ffa5");
  CHECK_FALSE(from_hex("0", bytes));
  CHECK_FALSE(from_hex("0g", bytes));
  CHECK(to_hex(bytes) == "00ffa5");
}

TEST_CASE("an error has a name, a remedy and a sentence in each language") {
  const Error error{ErrorCode::journal_full, "journal.db: no space left"};
  CHECK(describe(error) == "journal_full: journal.db: no space left");
  CHECK(remedy_of(error.code) == Remedy::ask_operator);
  for (const Language language : {Language::ja, Language::en, Language::zh}) {
    CHECK_FALSE(clerk_sentence(error.code, language).empty());
  }
}

TEST_CASE("timestamps are RFC 3339 and keep their offset") {
  const auto parsed = parse_timestamp("2026-11-23T12:34:56+09:00");
  REQUIRE(parsed);
  CHECK(parsed->unix_ms == 1795404896000);
  CHECK(format_timestamp(*parsed) == "2026-11-23T12:34:56+09:00");
  CHECK(format_timestamp(*parse_timestamp("2026-11-30T20:00:00.250Z")) == "2026-11-30T20:00:00.250+00:00");
  for (const char* wrong :
       {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T12:34:56",
        "2026-11-23T12:34:56+0900", "2026-11-23T12:34:56Zx", "2026-11-23T12:34:56.Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_timestamp(wrong));
  }
}

TEST_CASE("the business date is the local wall clock less the start of the business day") {
  const TimeZone tokyo{"Asia/Tokyo", {{-577962000, 32400}}};
  const TimeOfDay five{5 * 60};
  const auto date_of = [&](const char* at) {
    return format_date(business_date_at(tokyo, five, parse_timestamp(at)->unix_ms));
  };
  CHECK(date_of("2026-11-23T04:59:59+09:00") == "2026-11-22");
  CHECK(date_of("2026-11-23T05:00:00+09:00") == "2026-11-23");
  CHECK(date_of("2026-11-22T19:59:59Z") == "2026-11-22");
}

TEST_CASE("an offset holds from its transition on") {
  const TimeZone berlin{"Europe/Berlin", {{1774746000, 7200}, {1792890000, 3600}}};
  CHECK(utc_offset_at(berlin, 0) == 7200);
  CHECK(utc_offset_at(berlin, 1792889999) == 7200);
  CHECK(utc_offset_at(berlin, 1792890000) == 3600);
  CHECK(utc_offset_at(TimeZone{}, 0) == 0);
}

TEST_CASE("dates that do not exist are refused") {
  CHECK(parse_date("2028-02-29"));
  CHECK_FALSE(parse_date("2026-02-29"));
  CHECK_FALSE(parse_date("2026-2-01"));
  CHECK(format_date(end_of_month(*parse_date("2026-02-03"))) == "2026-02-28");
  CHECK(format_date(add_days(*parse_date("2026-12-31"), 1)) == "2027-01-01");
  CHECK_FALSE(parse_time_of_day("24:00"));
  CHECK(format_time_of_day(*parse_time_of_day("07:30")) == "07:30");
}
