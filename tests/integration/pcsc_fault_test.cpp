#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "integration/failing_cards.hpp"
#include "integration/pcsc_bench.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;
using Kind = DeviceNotice::Kind;

namespace {

// Start session, field on, switch protocol; Polling, write of the challenge, read of the proof.
constexpr int kSonyApdus = 6;
constexpr int kAcr122uApdus = 3;

}  // namespace

TEST_CASE("A card torn away at any APDU is an error to touch it again, and the next touch works") {
  const bool sony = GENERATE(true, false);
  const auto kind = GENERATE(FaultKind::card_leaves, FaultKind::empty_success);
  PcscBench bench{readers(sony ? sony_rc_s300() : acs_acr122u())};
  bench.start_all();
  const auto card = member_card();
  for (int apdu = 1; apdu <= (sony ? kSonyApdus : kAcr122uApdus); ++apdu) {
    INFO("APDU " << apdu);
    bench.reader().inject({.kind = kind, .at_apdu = apdu});
    bench.reader().touch(card);
    CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::card_removed);
    expect_notice(Kind::card_removed, bench.sensed());
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

// What a race inside pcscd leaves behind (overlooked_card.hpp): it takes a reader for empty on which a card lies.
TEST_CASE("A card that the daemon has overlooked is read all the same") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto card = member_card();
  for (int apdu = 1; apdu <= kSonyApdus; ++apdu) {
    INFO("APDU " << apdu);
    bench.reader().inject({.kind = FaultKind::gone_falsely, .at_apdu = apdu});
    bench.reader().touch(card);
    CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::card_removed);
    expect_notice(Kind::card_removed, bench.sensed());
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("Answers that make no sense are named, and the next touch works") {
  const bool sony = GENERATE(true, false);
  const auto kind = GENERATE(FaultKind::garbage, FaultKind::truncated);
  PcscBench bench{readers(sony ? sony_rc_s300() : acs_acr122u())};
  bench.start_all();
  const auto card = member_card();
  for (int apdu = 1; apdu <= (sony ? kSonyApdus : kAcr122uApdus); ++apdu) {
    INFO("APDU " << apdu);
    bench.reader().inject({.kind = kind, .at_apdu = apdu, .lasting = true});
    bench.reader().touch(card);
    const DeviceNotice notice = expect_notice(Kind::failed, bench.sensed());
    CHECK(notice.error.code == ErrorCode::card_answer_invalid);
    CHECK_THAT(notice.error.detail, ContainsSubstring(sony ? "transparent session" : "ACR122U pass-through"));
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("One damaged answer is asked for again without troubling anyone") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto card = member_card();
  for (int apdu = 1; apdu <= kSonyApdus; ++apdu) {
    INFO("APDU " << apdu);
    bench.reader().inject({.kind = FaultKind::truncated, .at_apdu = apdu});
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("A card that stays silent is a time-out") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  bench.reader().touch(std::make_shared<MuteCard>());
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::card_timeout);
}

TEST_CASE("A card that refuses is told with its status flags, and without its IDm") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto card = std::make_shared<RefusingCard>();
  bench.reader().touch(card);
  const DeviceNotice notice = expect_notice(Kind::failed, bench.sensed());
  CHECK(notice.error.code == ErrorCode::card_refused);
  CHECK_THAT(notice.error.detail, ContainsSubstring("01 A8"));
  CHECK_THAT(notice.error.detail, !ContainsSubstring(to_hex(card->uid()), Catch::CaseSensitive::No));
}

TEST_CASE("A stop returns within 100 ms and nothing is posted afterwards") {
  PcscBench bench{readers(sony_rc_s300())};
  const auto stop = [&] {
    const auto start = std::chrono::steady_clock::now();
    bench.device().stop();
    CHECK(std::chrono::steady_clock::now() - start < 100ms);
  };
  SECTION("while it waits for a card") {
    bench.start_all();
    stop();
    bench.reader().touch(member_card());
    CHECK(bench.sensed().quiet_for(200ms));
  }
  SECTION("while a card has a command that PC/SC cannot cancel") {
    bench.start_all();
    bench.reader().inject({.kind = FaultKind::silent, .at_apdu = 4});
    bench.reader().touch(member_card());
    CHECK(bench.sensed().quiet_for(200ms));
    stop();
    bench.reader().remove();
    CHECK(bench.sensed().quiet_for(200ms));
  }
  SECTION("while there is no daemon") {
    bench.start();
    expect_notice(Kind::failed, bench.sensed());
    stop();
  }
  SECTION("and it starts again") {
    bench.start_all();
    stop();
    REQUIRE(bench.device().start(bench.sensed()).ok());
    expect_notice(Kind::ready, bench.sensed());
    const auto card = member_card();
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
  }
}
