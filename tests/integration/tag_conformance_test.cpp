// One suite for the tags, over every way by which frames reach a card.
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "codec/ndef.hpp"
#include "integration/tag_field.hpp"
#include "kazasu/drivers/simulated/felica_card.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/drivers/simulated/iso_dep_cards.hpp"
#include "nfc/ndef_reader.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

Way felica_way() {
  return GENERATE(Way::rc_s300, Way::acr122u, Way::acr1252u, Way::libnfc, Way::simulated_rc_s300,
                  Way::simulated_acr122u, Way::simulated_acr1252u, Way::simulated_pn532);
}
Way any_way() {
  return GENERATE(Way::rc_s300, Way::acr122u, Way::acr1252u, Way::plain_pcsc, Way::libnfc, Way::simulated_rc_s300,
                  Way::simulated_acr122u, Way::simulated_acr1252u, Way::simulated_plain, Way::simulated_pn532);
}

Bytes uri_message(std::size_t bytes) {
  // One short record of type U; the URI is filled up to the size that is wanted.
  Bytes message{0xD1, 0x01, static_cast<std::uint8_t>(bytes - 4), 'U', 0x04};
  while (message.size() < bytes) message.push_back(static_cast<std::uint8_t>('a' + message.size() % 26));
  return message;
}

/// A Lite-S formatted as an NDEF tag.
std::shared_ptr<FelicaLiteSCard> ndef_card(BytesView message, std::uint8_t write_flag = 0x00) {
  auto card = member_card();
  FelicaLiteSCard::Block attributes{0x10, 4, 1, 0, 13, 0, 0, 0, 0, write_flag, 1};
  attributes[13] = static_cast<std::uint8_t>(message.size());
  unsigned sum = 0;
  for (std::size_t i = 0; i < 14; ++i) sum += attributes[i];
  attributes[14] = static_cast<std::uint8_t>(sum >> 8);
  attributes[15] = static_cast<std::uint8_t>(sum & 0xFF);
  card->set_block(0, attributes);
  for (std::size_t i = 0; i < message.size(); ++i) {
    FelicaLiteSCard::Block block = card->block(static_cast<std::uint8_t>(1 + i / 16));
    block[i % 16] = message[i];
    card->set_block(static_cast<std::uint8_t>(1 + i / 16), block);
  }
  FelicaLiteSCard::Block configuration = card->block(0x88);
  configuration[3] = 0x01;  // SYS_OP: answers 12FC too
  card->set_block(0x88, configuration);
  return card;
}

constexpr std::array<felica::BlockElement, 2> kTwoBlocks{{{.block = 1}, {.block = 2}}};

}  // namespace

TEST_CASE("FelicaTag: polling finds the system that is asked for, and silence is a time-out") {
  const Way way = felica_way();
  INFO(name_of(way));
  TagField field{way};
  CardLink& link = field.touch(member_card());
  auto lite_s = FelicaTag::poll(link, felica::kSystemLiteS);
  REQUIRE(lite_s.ok());
  CHECK(lite_s->system_code() == 0x88B4);
  CHECK(Bytes{lite_s->idm().begin(), lite_s->idm().end()} == member_card()->uid());
  CHECK(FelicaTag::poll(link, felica::kSystemWildcard)->system_code() == 0x88B4);
  CHECK(FelicaTag::poll(link, felica::kSystemTransit).error().code == ErrorCode::card_timeout);
}

TEST_CASE("FelicaTag: blocks are written and read back, several at once") {
  const Way way = felica_way();
  INFO(name_of(way));
  TagField field{way};
  auto tag = FelicaTag::poll(field.touch(member_card()), felica::kSystemLiteS);
  REQUIRE(tag.ok());
  felica::Block first{}, second{};
  first.fill(0xA1);
  second.fill(0xB2);
  REQUIRE(tag->write(felica::kServiceReadWrite, kTwoBlocks[0], first).ok());
  REQUIRE(tag->write(felica::kServiceReadWrite, kTwoBlocks[1], second).ok());
  auto read = tag->read(felica::kServiceReadOnly, kTwoBlocks);
  REQUIRE(read.ok());
  CHECK(read->at(0) == first);
  CHECK(read->at(1) == second);
}

TEST_CASE("FelicaTag: what the card refuses is told with its status flags by name") {
  const Way way = felica_way();
  INFO(name_of(way));
  TagField field{way};
  auto tag = FelicaTag::poll(field.touch(member_card()), felica::kSystemLiteS);
  REQUIRE(tag.ok());
  constexpr std::array<felica::BlockElement, 2> kOneMissing{{{.block = 1}, {.block = 0x40}}};
  const auto refused = tag->read(felica::kServiceReadOnly, kOneMissing);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::card_refused);
  CHECK_THAT(refused.error().detail, ContainsSubstring("02 A8") && ContainsSubstring("block number invalid"));
  const auto absent = tag->read(0x100B, std::array<felica::BlockElement, 1>{});
  CHECK_THAT(absent.error().detail, ContainsSubstring("service absent"));
}

TEST_CASE("FelicaTag: a card of several systems tells its mode, systems and services") {
  const Way way = felica_way();
  INFO(name_of(way));
  TagField field{way};
  const auto card = std::make_shared<TransitCard>(Idm{0x01, 0x10, 1, 2, 3, 4, 5, 6});
  auto tag = FelicaTag::poll(field.touch(card), felica::kSystemTransit);
  REQUIRE(tag.ok());
  CHECK(*tag->request_response() == 0);
  CHECK(*tag->request_system_code() == std::vector<std::uint16_t>{0x0003, 0xFE00});
  constexpr std::array<std::uint16_t, 2> kNodes{0x090F, 0x1234};
  const auto versions = tag->request_service(kNodes);
  REQUIRE(versions.ok());
  CHECK(versions->at(0) == std::optional<std::uint16_t>{0x0001});
  CHECK(versions->at(1) == std::nullopt);
  CHECK(tag->request_service({}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("Type2Tag: pages are written and read back; a page that is not there is refused or times out") {
  const Way way = any_way();
  INFO(name_of(way));
  TagField field{way};
  const std::array<std::uint8_t, 7> uid{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6};
  const auto card = std::make_shared<NtagCard>(uid);
  Type2Tag tag{field.touch(card)};
  auto first = tag.read(0);
  REQUIRE(first.ok());
  CHECK((*first)[0] == 0x04);
  CHECK((*first)[3] == (0x88 ^ 0x04 ^ 0xA1 ^ 0xB2));
  REQUIRE(tag.write(8, {1, 2, 3, 4}).ok());
  auto read = tag.read(7);
  REQUIRE(read.ok());
  CHECK((*read)[4] == 1);
  const ErrorCode beyond = tag.read(0xF0).error().code;
  CHECK((beyond == ErrorCode::card_refused || beyond == ErrorCode::card_timeout));
  const ErrorCode locked = tag.write(0, {1, 2, 3, 4}).error().code;
  CHECK((locked == ErrorCode::card_refused || locked == ErrorCode::card_timeout));
  field.remove();  // while it lies there it is the reader's thread's
  CHECK(card->page(8) == NtagCard::Page{1, 2, 3, 4});
}

TEST_CASE("IsoDepTag: an application is selected, and one that is not there is not found") {
  const Way way = any_way();
  INFO(name_of(way));
  TagField field{way};
  const Bytes aid{0xF0, 'k', 'a', 'z', 'a', 's', 'u'};
  IsoDepTag tag{field.touch(std::make_shared<MemberApp>(aid))};
  CHECK(*tag.select(aid) == Bytes{'k', 'a', 'z', 'a', 's', 'u'});
  CHECK(tag.select(Bytes{0xF1, 2, 3, 4, 5, 6}).error().code == ErrorCode::not_found);
  CHECK(tag.select(Bytes{1}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("IsoDepTag: long data goes and comes whole, by chaining or by extended length") {
  const Way way = any_way();
  INFO(name_of(way));
  const bool extended = GENERATE(false, true);
  const std::size_t size = GENERATE(1, 255, 256, 300, 1'000);
  INFO((extended ? "extended length, " : "chaining, ") << size << " bytes");
  TagField field{way};
  const Bytes aid{0xF0, 'k', 'a', 'z', 'a', 's', 'u'};
  IsoDepTag tag{field.touch(std::make_shared<MemberApp>(aid)), extended};
  REQUIRE(tag.select(aid).ok());
  Bytes data(size);
  for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::uint8_t>(i * 7);
  auto echoed = tag.transmit({.instruction_class = 0x80, .instruction = 0x10, .data = data, .expected = 65'536});
  REQUIRE(echoed.ok());
  CHECK(echoed->status == 0x9000);
  CHECK(echoed->data == data);
}

TEST_CASE("NDEF is read from tags of types 2, 3 and 4") {
  const Way way = felica_way();
  INFO(name_of(way));
  const std::size_t size = GENERATE(6, 40, 130);
  const Bytes message = uri_message(size);
  TagField field{way};
  SECTION("type 2") {
    Type2Tag tag{field.touch(std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{4, 1, 2, 3, 4, 5, 6}, message))};
    CHECK(**read_type2_ndef(tag) == message);
  }
  SECTION("type 3") {
    CHECK(**read_type3_ndef(field.touch(ndef_card(message))) == message);
  }
  SECTION("type 4") {
    IsoDepTag tag{field.touch(std::make_shared<Type4Tag>(Bytes{4, 1, 2, 3, 4, 5, 6}, message))};
    CHECK(**read_type4_ndef(tag) == message);
  }
  auto records = ndef::parse(message);
  REQUIRE(records.ok());
  CHECK_THAT(*ndef::uri_of(records->front().payload), Catch::Matchers::StartsWith("https://"));
}

TEST_CASE("A tag without a message has none, and says no error") {
  const Way way = felica_way();
  INFO(name_of(way));
  TagField field{way};
  SECTION("type 2, not formatted") {
    auto card = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{4, 1, 2, 3, 4, 5, 6});
    card->page(3) = {};
    Type2Tag tag{field.touch(card)};
    CHECK_FALSE(read_type2_ndef(tag)->has_value());
  }
  SECTION("type 3, a card without NDEF") {
    CHECK_FALSE(read_type3_ndef(field.touch(member_card()))->has_value());
  }
  SECTION("type 3, left in the middle of a write") {
    CHECK_FALSE(read_type3_ndef(field.touch(ndef_card(uri_message(20), 0x0F)))->has_value());
  }
  SECTION("type 4, a phone") {
    IsoDepTag tag{field.touch(std::make_shared<Phone>(1))};
    CHECK_FALSE(read_type4_ndef(tag)->has_value());
  }
  SECTION("type 4, empty") {
    IsoDepTag tag{field.touch(std::make_shared<Type4Tag>(Bytes{4, 1, 2, 3, 4, 5, 6}, Bytes{}))};
    CHECK_FALSE(read_type4_ndef(tag)->has_value());
  }
}

TEST_CASE("A card that is taken away while it is asked is an error of its own") {
  const Way way = any_way();
  INFO(name_of(way));
  TagField field{way};
  const Bytes aid{0xF0, 'k', 'a', 'z', 'a', 's', 'u'};
  CardLink& link = field.touch(std::make_shared<MemberApp>(aid));
  IsoDepTag tag{link};
  REQUIRE(tag.select(aid).ok());
  field.lift();
  const ErrorCode code = tag.transmit({.instruction_class = 0x80, .instruction = 0x10, .expected = 256}).error().code;
  CHECK((code == ErrorCode::card_removed || code == ErrorCode::card_timeout ||
         code == ErrorCode::card_outcome_unknown || code == ErrorCode::card_answer_invalid));
}
