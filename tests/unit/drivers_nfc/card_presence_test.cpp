#include "nfc/card_presence.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;
using Event = CardPresence::Event;

namespace {

const Bytes kFirst{1}, kSecond{2};
constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kLong = CardPresence::kRemovalNs;

}  // namespace

TEST_CASE("A card left on the reader is one touch, and has gone when it was not seen for long enough") {
  CardPresence presence;
  CHECK(presence.observe({}, 0) == Event::none);
  CHECK(presence.observe({kFirst}, 10 * kMs) == Event::touched);
  for (int look = 1; look < 100; ++look) CHECK(presence.observe({kFirst}, (10 + look * 20) * kMs) == Event::none);
  const std::int64_t last = (10 + 99 * 20) * kMs;
  CHECK(presence.observe({}, last + kLong - 1) == Event::none);
  CHECK(presence.observe({}, last + kLong) == Event::removed);
  CHECK(presence.observe({}, last + kLong + kMs) == Event::none);
  CHECK(presence.observe({kFirst}, last + kLong + 2 * kMs) == Event::touched);
}

TEST_CASE("A card that radio loses for a look or two is still the same touch") {
  CardPresence presence;
  CHECK(presence.observe({kFirst}, 0) == Event::touched);
  CHECK(presence.observe({}, 30 * kMs) == Event::none);
  CHECK(presence.observe({}, 60 * kMs) == Event::none);
  CHECK(presence.observe({kFirst}, 90 * kMs) == Event::none);
  CHECK(presence.observe({}, 90 * kMs + kLong - 1) == Event::none);  // counted anew
  CHECK(presence.card() == kFirst);
}

TEST_CASE("A card exchanged for another is removed and the other touched at once") {
  CardPresence presence;
  CHECK(presence.observe({kFirst}, 0) == Event::touched);
  CHECK(presence.observe({kSecond}, kMs) == Event::removed);
  CHECK(presence.observe({kSecond}, kMs) == Event::touched);
  CHECK(presence.observe({kSecond}, kMs) == Event::none);
  CHECK(presence.card() == kSecond);
}

TEST_CASE("Two cards are told once and none of them is chosen, even while they hide each other") {
  CardPresence presence;
  CHECK(presence.observe({kFirst, kSecond}, 0) == Event::ambiguous);
  CHECK(presence.observe({kFirst, kSecond}, 20 * kMs) == Event::none);
  CHECK(presence.observe({kFirst}, 40 * kMs) == Event::none);
  CHECK(presence.observe({}, 60 * kMs) == Event::none);
  CHECK(presence.observe({kSecond, kFirst}, 80 * kMs) == Event::none);
  CHECK(presence.observe({kFirst}, 80 * kMs + kLong - 1) == Event::none);
  CHECK(presence.observe({kFirst}, 80 * kMs + kLong) == Event::touched);  // the other has gone
}

TEST_CASE("A second card beside one that was read is ambiguous, and the first is not read again") {
  CardPresence presence;
  CHECK(presence.observe({kFirst}, 0) == Event::touched);
  CHECK(presence.observe({kFirst, kSecond}, 20 * kMs) == Event::ambiguous);
  CHECK(presence.observe({kFirst}, 20 * kMs + kLong) == Event::none);
  SECTION("a later pair is told again") {
    CHECK(presence.observe({kFirst, kSecond}, kLong * 2) == Event::ambiguous);
  }
  SECTION("when both go, the removal is told") {
    CHECK(presence.observe({}, 20 * kMs + 2 * kLong) == Event::removed);
    CHECK(presence.observe({}, 20 * kMs + 3 * kLong) == Event::none);
  }
}

TEST_CASE("A reader that went forgets what lay on it") {
  CardPresence presence;
  CHECK(presence.observe({kFirst}, 0) == Event::touched);
  CHECK(presence.settled());
  presence.forget();
  CHECK_FALSE(presence.settled());
  CHECK(presence.observe({kFirst}, kMs) == Event::touched);
}
