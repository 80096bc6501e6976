#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "codec/felica_storage.hpp"
#include "drivers_simulated/posted.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "nfc/felica_dialects.hpp"
#include "nfc/felica_storage_link.hpp"
#include "nfc/felica_tag.hpp"
#include "nfc/identify_card.hpp"
#include "simulated/simulated_field.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

std::shared_ptr<FelicaLiteSCard> member_card() {
  LiteSPersonalization card;
  card.idm = {0x01, 0x2E, 3, 4, 5, 6, 7, 8};
  card.card_key.fill(0x5A);
  return std::make_shared<FelicaLiteSCard>(card);
}

/// A Sony reader whose driver carries no transparent session, and a card on it.
struct Bench {
  explicit Bench(std::shared_ptr<Card> card) { field.put(std::move(card)); }
  SimulatedField field{sony_rc_s300_storage()};
  FelicaStorageLink link{field};
};

}  // namespace

TEST_CASE("Storage commands are those of Sony's readers") {
  CHECK(to_hex(felica_storage::select_service_command(0x000B)) == "ffa40001020b00");
  const Bytes list{0x80, 0x82, 0x80, 0x86};
  CHECK(to_hex(*felica_storage::read_command(2, list)) ==
        "ffb080020480828086"
        "20");
  CHECK(to_hex(*felica_storage::write_command(1, Bytes{0x80, 0x05}, Bytes(16, 0xEE))) ==
        "ffd68001128005"
        "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
  CHECK(felica_storage::read_command(16, list).error().code == ErrorCode::limit_exceeded);
  CHECK(felica_storage::read_command(0, list).error().code == ErrorCode::limit_exceeded);
  CHECK(felica_storage::write_command(15, list, Bytes(252, 0)).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("What comes of a storage command is data, a refusal or an error of its own") {
  const auto outcome = [](Bytes data, std::uint16_t status) {
    return felica_storage::parse_outcome({.data = std::move(data), .status = status});
  };
  CHECK(outcome({1, 2}, 0x9000)->data == Bytes{1, 2});
  CHECK(outcome({0x02, 0xA8}, 0x9100)->status.flag2 == 0xA8);
  CHECK(outcome({}, 0x9100).error().code == ErrorCode::card_answer_invalid);
  CHECK(outcome({}, 0x6A81).error().code == ErrorCode::unsupported);
  CHECK(outcome({}, 0x6401).error().code == ErrorCode::card_timeout);
  CHECK(outcome({}, 0x6F00).error().code == ErrorCode::card_answer_invalid);
}

TEST_CASE(
    "A reader that carries no transparent session is asked by storage commands, and a member card proves its key") {
  const auto card = member_card();
  Bench bench{card};
  SameEntropy entropy;
  std::unique_ptr<CardLink> link;
  const auto sighting =
      identify_card(bench.field, quirk_of(bench.field.reader_name()), bench.field.atr(), entropy, link);
  REQUIRE(sighting.ok());
  const auto& felica = std::get<FelicaSighting>(sighting->seen);
  CHECK(felica.idm == card->uid());
  CHECK(felica.system_code == felica::kSystemLiteS);
  REQUIRE(felica.lite_s.has_value());
  CHECK(*verify_lite_s_proof(*felica.lite_s, card->block(0x87)));
}

TEST_CASE("By storage commands another FeliCa card is known by IDm and PMm") {
  const auto card = std::make_shared<TransitCard>(Idm{0x01, 0x10, 1, 2, 3, 4, 5, 6});
  Bench bench{card};
  SameEntropy entropy;
  std::unique_ptr<CardLink> link;
  const auto sighting =
      identify_card(bench.field, quirk_of(bench.field.reader_name()), bench.field.atr(), entropy, link);
  REQUIRE(sighting.ok());
  const auto& felica = std::get<FelicaSighting>(sighting->seen);
  CHECK(felica.idm == card->uid());
  CHECK(to_hex(felica.pmm) ==
        "012022042767"
        "4eff");
  CHECK_FALSE(felica.lite_s.has_value());
  CHECK(felica.system_code == felica::kSystemWildcard);  // nobody can tell which
  CHECK(FelicaTag::poll(bench.link, felica::kSystemLiteS).error().code == ErrorCode::card_timeout);
}

TEST_CASE("By storage commands blocks are written and read back, and a refusal keeps its status flags") {
  Bench bench{member_card()};
  auto tag = FelicaTag::poll(bench.link, felica::kSystemLiteS);
  REQUIRE(tag.ok());
  felica::Block data{};
  data.fill(0xA1);
  REQUIRE(tag->write(felica::kServiceReadWrite, {.block = 1}, data).ok());
  constexpr std::array<felica::BlockElement, 2> kTwo{{{.block = 1}, {.block = 2}}};
  const auto read = tag->read(felica::kServiceReadOnly, kTwo);
  REQUIRE(read.ok());
  CHECK(read->at(0) == data);
  CHECK(read->at(1) == felica::Block{});
  constexpr std::array<felica::BlockElement, 2> kMissing{{{.block = 1}, {.block = 0x40}}};
  const auto refused = tag->read(felica::kServiceReadOnly, kMissing);
  CHECK(refused.error().code == ErrorCode::card_refused);
  CHECK_THAT(refused.error().detail, ContainsSubstring("02 A8"));
  CHECK(tag->write(felica::kServiceReadOnly, {.block = 1}, data).error().code == ErrorCode::card_refused);
}

TEST_CASE("By storage commands what the reader cannot carry is unsupported, a card that left is removed") {
  Bench bench{member_card()};
  auto tag = FelicaTag::poll(bench.link, felica::kSystemLiteS);
  REQUIRE(tag.ok());
  CHECK(FelicaTag::poll(bench.link, felica::kSystemTransit).error().code == ErrorCode::unsupported);
  CHECK(tag->request_response().error().code == ErrorCode::unsupported);
  constexpr std::array<std::uint16_t, 2> kServices{felica::kServiceReadOnly, felica::kServiceReadWrite};
  CHECK(tag->read(kServices, std::array<felica::BlockElement, 1>{}).error().code == ErrorCode::unsupported);
  CHECK(bench.link.exchange(Bytes{14, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0x0B, 0, 9}, 0).error().code ==
        ErrorCode::unsupported);
  CHECK(bench.link.exchange(Bytes{15, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0x0B, 0, 9, 0x80}, 0).error().code ==
        ErrorCode::invalid_argument);
  bench.field.lift();
  CHECK(tag->read(felica::kServiceReadOnly, std::array<felica::BlockElement, 1>{}).error().code ==
        ErrorCode::card_removed);
}
