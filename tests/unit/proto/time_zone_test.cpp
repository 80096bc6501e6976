#include "kazasu/proto/time_zone.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/quote_messages.hpp"

using namespace kazasu;
using namespace kazasu::proto;

namespace {

std::int32_t hours_at(const TimeZone& zone, const char* moment) {
  return utc_offset_at(zone, parse_timestamp(moment)->unix_ms / 1000) / 3600;
}

}  // namespace

TEST_CASE("a zone's offsets come from the tz database as data") {
  const auto tokyo = load_time_zone("Asia/Tokyo");
  REQUIRE(tokyo);
  CHECK(tokyo->transitions == std::vector<OffsetTransition>{{0, 9 * 3600}});  // no change since 1970

  const auto new_york = load_time_zone("America/New_York");
  REQUIRE(new_york);
  CHECK(hours_at(*new_york, "2026-11-01T05:59:59Z") == -4);
  CHECK(hours_at(*new_york, "2026-11-01T06:00:00Z") == -5);  // clocks go back
  CHECK(hours_at(*new_york, "2026-03-08T06:59:59Z") == -5);
  CHECK(hours_at(*new_york, "2026-03-08T07:00:00Z") == -4);  // and forward
  CHECK(hours_at(*new_york, "2037-07-01T00:00:00Z") == -4);
  for (std::size_t i = 1; i < new_york->transitions.size(); ++i) {
    REQUIRE(new_york->transitions[i - 1].from_unix_seconds < new_york->transitions[i].from_unix_seconds);
  }
}

TEST_CASE("a zone that the tz database does not have is an error") {
  for (const char* name : {"", "Asia/Atlantis", "../../etc/passwd"}) {
    CAPTURE(name);
    const auto zone = load_time_zone(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().code == ErrorCode::invalid_argument);
  }
  v1::Program program;
  program.set_time_zone("Asia/Atlantis");
  const auto read = program_from_message(program);
  REQUIRE_FALSE(read);
  CHECK(read.error().detail == "time_zone: the tz database has no \"Asia/Atlantis\"");
}

TEST_CASE("a program's own offsets win over the tz database") {
  v1::Program message;
  message.set_time_zone("Asia/Tokyo");
  auto& offset = *message.add_utc_offsets();
  offset.set_from_unix_seconds(1'000'000);
  offset.set_utc_offset_seconds(3600);
  const auto program = program_from_message(message);
  REQUIRE(program);
  CHECK(program->time_zone == TimeZone{"Asia/Tokyo", {{1'000'000, 3600}}});
}

TEST_CASE("a zone of core without offsets stays UTC, whatever its name") {
  Program program;
  program.time_zone.name = "Asia/Tokyo";
  const auto back = program_from_message(to_message(program));
  REQUIRE(back);
  CHECK(utc_offset_at(back->time_zone, 1'800'000'000) == 0);
}
