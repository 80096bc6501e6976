#include "integration/libnfc_bench.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;

TEST_CASE("A Lite-S proves its key through libnfc, and its removal is told") {
  LibnfcBench bench;
  bench.start_ready();
  const auto card = member_card();
  for (int touch = 0; touch < 3; ++touch) {
    bench.chip().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.chip().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("A card left on a libnfc reader is seen once") {
  LibnfcBench bench;
  bench.start_ready();
  SECTION("a FeliCa card") {
    bench.chip().touch(member_card());
  }
  SECTION("a phone") {
    bench.chip().touch(std::make_shared<Phone>(1));
  }
  SECTION("an NTAG") {
    bench.chip().touch(std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 1, 2, 3, 4, 5, 6}));
  }
  (void)bench.sensed().next_sighting(2s);
  CHECK(bench.sensed().quiet_for(900ms));
  bench.chip().remove();
  expect_notice(Kind::card_removed, bench.sensed());
}

TEST_CASE("Other cards are seen through libnfc with what they show") {
  LibnfcBench bench;
  bench.start_ready();
  SECTION("an NTAG with its UID") {
    const auto card = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6});
    bench.chip().touch(card);
    CHECK(std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid == card->uid());
  }
  SECTION("a phone with the random UID of this touch") {
    const auto phone = std::make_shared<Phone>(1);
    bench.chip().touch(phone);
    const Bytes uid = std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid;
    bench.chip().remove();  // while it lies there it is the reader's thread's
    CHECK(uid == phone->uid());
    CHECK(uid.front() == 0x08);
  }
  SECTION("a type B card with its PUPI") {
    const auto card = std::make_shared<TypeBCard>(std::array<std::uint8_t, 4>{0xB0, 1, 2, 3});
    bench.chip().touch(card);
    CHECK(std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid == card->uid());
  }
  SECTION("a transit card with IDm, PMm and its first system") {
    const auto card = std::make_shared<TransitCard>(Idm{0x01, 0x10, 1, 2, 3, 4, 5, 6});
    bench.chip().touch(card);
    const auto felica = std::get<FelicaSighting>(bench.sensed().next_sighting(2s).seen);
    CHECK(felica.idm == card->uid());
    CHECK(felica.pmm.size() == 8);
    CHECK(felica.system_code == 0x0003);
  }
}

TEST_CASE("A card exchanged for another on a libnfc reader is removed and seen") {
  LibnfcBench bench;
  bench.start_ready();
  const auto first = member_card(1), second = member_card(2);
  bench.chip().touch(first);
  expect_proof_of(*first, bench.sensed());
  bench.chip().touch(second);
  expect_notice(Kind::card_removed, bench.sensed());
  expect_proof_of(*second, bench.sensed());
}
