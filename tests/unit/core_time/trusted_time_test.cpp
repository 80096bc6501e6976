#include "kazasu/time/trusted_time.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;

namespace {

constexpr std::int64_t kNoon = 1'795'575'600'000;  // 2026-11-25, in Tokyo
constexpr std::int64_t kHour = 3'600'000;

/// A machine whose clocks are set by hand; `up_ms` since its boot.
ClockReading reading(std::int64_t wall_unix_ms, std::int64_t up_ms, std::uint64_t boot_id = 7) {
  return {wall_unix_ms, up_ms * 1'000'000, boot_id};
}

/// The ledger said noon when the machine had been up for a second; the answer took 100 ms.
TrustedTime told_at_noon() {
  TrustedTime time;
  REQUIRE(time.take_ledger_time(kNoon, reading(0, 1'000), reading(0, 1'100)) == TrustedTime::Taken::taken);
  return time;
}

}  // namespace

TEST_CASE("trusted time: the ledger's answer bounds the time by its tolerance and the time it took") {
  const TimeInterval at_answer = told_at_noon().at(reading(0, 1'100));
  CHECK(at_answer.earliest_unix_ms == kNoon - 2'000);
  // 101 ms of waiting, 1 of drift, 2,000 of tolerance, 1 for the rounding of drift.
  CHECK(at_answer.latest_unix_ms == kNoon + 101 + 1 + 2'000 + 1);
}

TEST_CASE("trusted time: after an answer it runs with the monotonic clock, wider by two thousandths") {
  const TrustedTime time = told_at_noon();
  const TimeInterval later = time.at(reading(0, 1'100 + kHour));
  CHECK(later.earliest_unix_ms == kNoon - 2'000 + kHour - kHour / 1'000 - 1);
  CHECK(later.latest_unix_ms == kNoon + 2'102 + kHour + kHour / 1'000 + 1);
}

TEST_CASE("trusted time: no setting of the wall clock moves it, and the time used stays inside") {
  const TrustedTime time = told_at_noon();
  const auto inside = time.at(reading(0, 1'100));
  for (const std::int64_t wall : {std::int64_t{0}, kNoon - 2'001, kNoon - 2'000, kNoon, *inside.latest_unix_ms,
                                  *inside.latest_unix_ms + 1, kNoon + 10 * 365 * 24 * kHour}) {
    const ClockReading now = reading(wall, 1'100);
    CHECK(time.at(now) == inside);
    CHECK(time.now_unix_ms(now) == std::max(inside.earliest_unix_ms, std::min(wall, *inside.latest_unix_ms)));
    CHECK(error_of_wall(inside, wall) == wall - time.now_unix_ms(now));
  }
}

TEST_CASE("trusted time: a process of the same boot goes on, another boot keeps the earliest alone") {
  const TimeAnchor kept = told_at_noon().anchor(reading(0, 1'100));
  TrustedTime same;
  same.resume(kept, reading(0, 5'000));
  const TimeInterval straight = told_at_noon().at(reading(0, 11'100));
  const TimeInterval resumed = same.at(reading(0, 11'100));
  REQUIRE(resumed.latest_unix_ms);
  // Each step is rounded outwards by a millisecond.
  CHECK(resumed.earliest_unix_ms <= straight.earliest_unix_ms);
  CHECK(resumed.earliest_unix_ms >= straight.earliest_unix_ms - 1);
  CHECK(*resumed.latest_unix_ms >= *straight.latest_unix_ms);
  CHECK(*resumed.latest_unix_ms <= *straight.latest_unix_ms + 1);

  for (const ClockReading& boot : {reading(0, 5'000, 8), reading(0, 1'099, 7), reading(0, 5'000, 0)}) {
    TrustedTime other;
    other.resume(kept, boot);
    CHECK(other.at(boot).earliest_unix_ms == kept.interval.earliest_unix_ms);
    CHECK_FALSE(other.at(boot).latest_unix_ms);
    // The battery of the clock was flat; or it was set to next year.
    CHECK(other.now_unix_ms({0, boot.monotonic_ns, boot.boot_id}) == kept.interval.earliest_unix_ms);
    CHECK(other.now_unix_ms({kNoon + kHour, boot.monotonic_ns, boot.boot_id}) == kNoon + kHour);
  }
}

TEST_CASE("trusted time: with an unknown boot nothing is taken over but the earliest") {
  TimeAnchor kept = told_at_noon().anchor(reading(0, 1'100));
  kept.boot_id = 0;
  TrustedTime time;
  time.resume(kept, reading(0, 1'200, 0));
  CHECK_FALSE(time.at(reading(0, 1'200, 0)).latest_unix_ms);
}

TEST_CASE("trusted time: the earliest never falls, and what was recorded raises it") {
  TrustedTime time;
  time.not_before(kNoon, reading(0, 1'000));
  CHECK(time.at(reading(0, 1'000)) == TimeInterval{kNoon, std::nullopt});
  time.not_before(kNoon - 1, reading(0, 1'000));
  CHECK(time.at(reading(0, 1'000)).earliest_unix_ms == kNoon);
  // The ledger was asked just then and its clock is a second behind: within its tolerance.
  REQUIRE(time.take_ledger_time(kNoon - 1'000, reading(0, 1'000), reading(0, 1'000)) == TrustedTime::Taken::taken);
  CHECK(time.at(reading(0, 1'000)).earliest_unix_ms == kNoon);
  CHECK(time.at(reading(0, 1'000)).latest_unix_ms.has_value());
}

TEST_CASE("trusted time: a ledger that is earlier than what is certain is not believed, and that is told") {
  TrustedTime time;
  time.not_before(kNoon, reading(0, 1'000));
  CHECK(time.take_ledger_time(kNoon - 2'004, reading(0, 1'000), reading(0, 1'000)) == TrustedTime::Taken::contradicts);
  CHECK(time.contradicted());
  CHECK(time.at(reading(0, 1'000)) == TimeInterval{kNoon, std::nullopt});
  CHECK(time.take_ledger_time(kNoon, reading(0, 1'000), reading(0, 1'000)) == TrustedTime::Taken::taken);
  CHECK_FALSE(time.contradicted());
}

TEST_CASE("trusted time: a machine that was paused from outside takes the later time of the ledger") {
  TrustedTime time = told_at_noon();
  REQUIRE(time.take_ledger_time(kNoon + 5 * kHour, reading(0, 2'000), reading(0, 2'001)) == TrustedTime::Taken::taken);
  CHECK(time.at(reading(0, 2'001)).earliest_unix_ms == kNoon + 5 * kHour - 2'000);
}

TEST_CASE("trusted time: what is no time changes nothing") {
  TrustedTime time = told_at_noon();
  const TimeInterval before = time.at(reading(0, 2'000));
  for (const std::int64_t told :
       {std::int64_t{0}, std::int64_t{-1}, INT64_MIN, INT64_MAX, std::int64_t{7'258'118'400'001}}) {
    CHECK(time.take_ledger_time(told, reading(0, 1'900), reading(0, 2'000)) == TrustedTime::Taken::unusable);
    CHECK(time.at(reading(0, 2'000)) == before);
  }
  // Answered before it was asked: the monotonic clock is of another boot.
  CHECK(time.take_ledger_time(kNoon, reading(0, 2'000), reading(0, 1'000)) == TrustedTime::Taken::unusable);
}
