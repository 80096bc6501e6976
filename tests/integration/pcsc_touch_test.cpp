#include <catch2/generators/catch_generators.hpp>

#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;

TEST_CASE("A Lite-S proves its key through a reader of each dialect") {
  const std::string name = GENERATE("SONY FeliCa RC-S300/S", "ACS ACR122U PICC Interface",
                                    "ACS ACR1252 1S CL Reader [ACR1252 1S CL Reader PICC]");
  PcscBench bench{readers(name.starts_with("SONY")          ? sony_rc_s300()
                          : name.starts_with("ACS ACR122U") ? acs_acr122u()
                                                            : acs_acr1252u())};
  bench.start_all();
  const auto card = member_card();
  bench.reader().touch(card);

  const Sighting sighting = bench.sensed().next_sighting(2s);
  CHECK(sighting.device == "pcsc:" + name + " 00 00");
  CHECK(sighting.monotonic_ns > 0);
  const auto& felica = std::get<FelicaSighting>(sighting.seen);
  CHECK(felica.idm == card->uid());
  CHECK(felica.pmm == Bytes{0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00});
  CHECK(felica.system_code == 0x88B4);
  REQUIRE(felica.lite_s.has_value());
  CHECK(felica.lite_s->card_key_version == 7);
  const auto key = card->block(0x87);
  auto other_key = key;
  other_key[0] ^= 0x02;  // bit 0 is DES parity and changes nothing
  CHECK(*drivers::verify_lite_s_proof(*felica.lite_s, key));
  CHECK_FALSE(*drivers::verify_lite_s_proof(*felica.lite_s, other_key));
}

TEST_CASE("Each touch has a challenge of its own") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  std::vector<Bytes> challenges;
  for (int touch = 0; touch < 2; ++touch) {
    bench.reader().touch(member_card());
    challenges.push_back(std::get<FelicaSighting>(bench.sensed().next_sighting(2s).seen).lite_s.value().challenge);
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
  CHECK(challenges[0] != challenges[1]);
}

TEST_CASE("A card left on the reader is seen once, and its removal is told") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto card = member_card();
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
  CHECK(bench.sensed().quiet_for(700ms));
  bench.reader().remove();
  CHECK(expect_notice(Kind::card_removed, bench.sensed()).device == "pcsc:SONY FeliCa RC-S300/S 00 00");
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A card exchanged for another in one movement is removed and seen") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto first = member_card();
  const auto second = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 1, 2, 3, 4, 5, 6});
  bench.reader().touch(first);
  expect_proof_of(*first, bench.sensed());
  bench.reader().touch(second);
  expect_notice(Kind::card_removed, bench.sensed());
  CHECK(std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid == second->uid());
}

TEST_CASE("Other cards are seen with what they show") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  SECTION("an NTAG with its UID") {
    bench.reader().touch(
        std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6}));
    CHECK(std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid ==
          Bytes{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6});
  }
  SECTION("a phone with the random UID of this touch") {
    const auto phone = std::make_shared<Phone>(1);
    bench.reader().touch(phone);
    const Bytes uid = std::get<UidSighting>(bench.sensed().next_sighting(2s).seen).uid;
    bench.reader().remove();  // while it lies there it is the reader's thread's
    CHECK(uid == phone->uid());
    CHECK(uid.front() == 0x08);
  }
  SECTION("a transit card with IDm, PMm and its first system") {
    const auto card = std::make_shared<TransitCard>(Idm{0x01, 0x10, 1, 2, 3, 4, 5, 6});
    bench.reader().touch(card);
    const auto felica = std::get<FelicaSighting>(bench.sensed().next_sighting(2s).seen);
    CHECK(felica.idm == card->uid());
    CHECK(felica.pmm.size() == 8);
    CHECK(felica.system_code == 0x0003);
    CHECK_FALSE(felica.lite_s.has_value());
  }
}

TEST_CASE("A reader that carries no FeliCa frames still tells the IDm") {
  PcscBench bench{readers(plain_reader())};
  bench.start_all();
  const auto card = member_card();
  bench.reader().touch(card);
  const auto felica = std::get<FelicaSighting>(bench.sensed().next_sighting(2s).seen);
  CHECK(felica.idm == card->uid());
  CHECK_FALSE(felica.lite_s.has_value());
}

TEST_CASE("Two readers work side by side, and a pattern chooses one") {
  PcscBench bench{readers(sony_rc_s300(), acs_acr122u())};
  const auto card = member_card();
  SECTION("both") {
    bench.start_all();
    for (std::size_t i = 0; i < 2; ++i) {
      bench.reader(i).touch(card);
      expect_proof_of(*card, bench.sensed());
    }
  }
  SECTION("one by the beginning of its name") {
    bench.daemon().start();
    bench.start("pcsc:ACS ACR122U");
    CHECK(expect_notice(Kind::ready, bench.sensed()).device == "pcsc:ACS ACR122U PICC Interface 01 00");
    bench.reader(0).touch(card);
    CHECK(bench.sensed().quiet_for(300ms));
    bench.reader(1).touch(card);
    expect_proof_of(*card, bench.sensed());
  }
}
