#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "drivers_simulated/posted.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/drivers/simulated/simulated_card_reader.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::simulators;

namespace {

using Kind = DeviceNotice::Kind;

std::shared_ptr<FelicaLiteSCard> member_card(std::uint8_t number = 1) {
  LiteSPersonalization card;
  card.idm = {0x01, 0x2E, 3, 4, 5, 6, 7, number};
  card.card_key_version = 3;
  card.card_key.fill(0x5A);
  return std::make_shared<FelicaLiteSCard>(card);
}

/// A started reader; `ready` has come.
struct Bench {
  explicit Bench(ReaderMake make = ReaderMake::rc_s300) : reader("lane1", clock, entropy, make) {
    REQUIRE(reader.start(posted));
    posted.notices.clear();
  }
  /// The one notice since the last call.
  DeviceNotice take_notice() {
    REQUIRE(posted.notices.size() == 1);
    return std::exchange(posted.notices, {}).front();
  }
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader;
};

ReaderMake felica_make() {
  return GENERATE(ReaderMake::rc_s300, ReaderMake::rc_s300_storage, ReaderMake::acr122u, ReaderMake::acr1252u,
                  ReaderMake::pn532);
}
ReaderMake any_make() {
  return GENERATE(ReaderMake::rc_s300, ReaderMake::rc_s300_storage, ReaderMake::acr122u, ReaderMake::acr1252u,
                  ReaderMake::plain, ReaderMake::pn532);
}

}  // namespace

TEST_CASE("a member card on a simulated reader proves its key, whatever the make") {
  const ReaderMake make = felica_make();
  INFO(name_of(make));
  Bench bench{make};
  const auto card = member_card();
  bench.reader.touch(card);
  REQUIRE(bench.posted.sightings.size() == 1);
  const Sighting& sighting = bench.posted.sightings.front();
  CHECK(sighting.device == "simulated:lane1");
  CHECK(sighting.monotonic_ns == 42);
  CHECK(sighting.attempts == 1);
  const auto& felica = std::get<FelicaSighting>(sighting.seen);
  CHECK(felica.idm == card->uid());
  CHECK(felica.system_code == 0x88B4);
  REQUIRE(felica.lite_s.has_value());
  CHECK(felica.lite_s->card_key_version == 3);
  CHECK(*verify_lite_s_proof(*felica.lite_s, card->block(0x87)));
  CHECK_FALSE(*verify_lite_s_proof(*felica.lite_s, Bytes(16, 0x66)));
  bench.reader.remove();
  CHECK(bench.take_notice().kind == Kind::card_removed);
}

TEST_CASE("a plain reader tells a member card's IDm and nothing that it proves") {
  Bench bench{ReaderMake::plain};
  bench.reader.touch(member_card());
  REQUIRE(bench.posted.sightings.size() == 1);
  CHECK_FALSE(std::get<FelicaSighting>(bench.posted.sightings.front().seen).lite_s.has_value());
}

TEST_CASE("cards of other technologies are told by their UID, a phone by another each time") {
  const ReaderMake make = any_make();
  INFO(name_of(make));
  Bench bench{make};
  const Bytes uid{0x04, 1, 2, 3, 4, 5, 6};
  bench.reader.touch(std::make_shared<UidCard>(uid));
  const auto phone = std::make_shared<Phone>(7);
  bench.reader.remove();
  bench.reader.touch(phone);
  bench.reader.remove();
  bench.reader.touch(phone);
  bench.reader.remove();
  REQUIRE(bench.posted.sightings.size() == 3);
  CHECK(std::get<UidSighting>(bench.posted.sightings[0].seen).uid == uid);
  const Bytes first = std::get<UidSighting>(bench.posted.sightings[1].seen).uid;
  CHECK(first.size() == 4);
  CHECK(first != std::get<UidSighting>(bench.posted.sightings[2].seen).uid);
  CHECK(bench.posted.notices.size() == 3);
}

TEST_CASE("a card that is exchanged for another has gone first; one that stays is one touch") {
  const ReaderMake make = felica_make();
  INFO(name_of(make));
  Bench bench{make};
  const auto first = member_card(1), second = member_card(2);
  bench.reader.touch(first);
  bench.reader.touch(first);
  CHECK(bench.posted.sightings.size() == 1);
  CHECK(bench.posted.notices.empty());
  bench.reader.touch(second);
  CHECK(bench.take_notice().kind == Kind::card_removed);
  REQUIRE(bench.posted.sightings.size() == 2);
  CHECK(std::get<FelicaSighting>(bench.posted.sightings[1].seen).idm == second->uid());
}

TEST_CASE("one damaged answer costs an attempt, a lasting one the touch, and the next touch works") {
  const ReaderMake make = felica_make();
  INFO(name_of(make));
  Bench bench{make};
  REQUIRE(bench.reader.inject({.kind = FaultKind::garbage, .at_command = 2}));
  bench.reader.touch(member_card());
  REQUIRE(bench.posted.sightings.size() == 1);
  CHECK(bench.posted.sightings.front().attempts == 2);
  bench.reader.remove();
  bench.posted.notices.clear();
  REQUIRE(bench.reader.inject({.kind = FaultKind::garbage, .at_command = 1, .lasting = true}));
  bench.reader.touch(member_card(2));
  CHECK(bench.posted.sightings.size() == 1);
  CHECK(bench.take_notice().error.code == ErrorCode::card_answer_invalid);
  bench.reader.remove();
  bench.reader.touch(member_card(2));
  CHECK(bench.posted.sightings.size() == 2);
}

TEST_CASE("a card that is torn away while it is asked fails and is gone") {
  for (const FaultKind kind : {FaultKind::card_leaves, FaultKind::empty_success}) {
    Bench bench;
    REQUIRE(bench.reader.inject({.kind = kind, .at_command = 4}));
    bench.reader.touch(member_card());
    CHECK(bench.posted.sightings.empty());
    REQUIRE(bench.posted.notices.size() == 2);
    CHECK(bench.posted.notices[0].kind == Kind::failed);
    CHECK(bench.posted.notices[0].error.code == ErrorCode::card_removed);
    CHECK(bench.posted.notices[1].kind == Kind::card_removed);
    bench.reader.touch(member_card());
    CHECK(bench.posted.sightings.size() == 1);
  }
}

TEST_CASE("two cards on a PN532 are ambiguous, none is chosen, and the one that stays is read") {
  Bench bench{ReaderMake::pn532};
  const auto stays = member_card(1);
  bench.reader.touch({stays, member_card(2)});
  CHECK(bench.posted.sightings.empty());
  CHECK(bench.take_notice().error.code == ErrorCode::cards_ambiguous);
  bench.reader.touch(stays);
  REQUIRE(bench.posted.sightings.size() == 1);
  CHECK(std::get<FelicaSighting>(bench.posted.sightings.front().seen).idm == stays->uid());
  CHECK(bench.posted.notices.empty());
  bench.reader.touch({stays, std::make_shared<UidCard>(Bytes{4, 5, 6, 7})});
  CHECK(bench.take_notice().error.code == ErrorCode::cards_ambiguous);
}

TEST_CASE("a fault that a bare chip cannot have is unsupported") {
  Bench bench{ReaderMake::pn532};
  CHECK(bench.reader.inject({.kind = FaultKind::service_gone}).error().code == ErrorCode::unsupported);
}

TEST_CASE("a card that lies there is read when the reader starts and when it is plugged in again") {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy};
  reader.touch(member_card());
  CHECK(posted.sightings.empty());
  REQUIRE(reader.start(posted));
  CHECK(posted.sightings.size() == 1);
  reader.unplug();
  reader.replug();
  CHECK(posted.sightings.size() == 2);
  REQUIRE(posted.notices.size() == 3);
  CHECK(posted.notices[1].kind == Kind::lost);
  reader.stop();
  reader.remove();
  CHECK(posted.notices.size() == 3);
}
