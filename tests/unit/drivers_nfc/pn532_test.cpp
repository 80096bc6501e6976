#include "codec/pn532.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

}  // namespace

TEST_CASE("A frame is read back, short or extended, after noise") {
  for (const std::size_t size : {1u, 2u, 254u, 255u, 256u, 265u}) {
    INFO(size << " bytes");
    Bytes data(size, 0x5A);
    data[0] = 0xD5;
    auto frame = pn532::frame(data);
    REQUIRE(frame.ok());
    frame->insert(frame->begin(), {0x55, 0x55, 0xAA});
    auto parsed = pn532::parse_frame(*frame);
    REQUIRE(parsed.ok());
    CHECK(parsed->type == pn532::Frame::Type::data);
    CHECK(parsed->data == data);
  }
  CHECK(pn532::frame(Bytes(266, 0xD5)).error().code == ErrorCode::limit_exceeded);
  CHECK(pn532::frame({}).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("A frame that is cut or damaged anywhere is refused") {
  const Bytes whole = *pn532::frame(hex("D54B0101"));
  for (std::size_t size = 0; size < whole.size() - 1; ++size)
    CHECK_FALSE(pn532::parse_frame(BytesView{whole}.first(size)).ok());
  for (std::size_t at = 1; at < whole.size() - 1; ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 0x40;
    CHECK_FALSE(pn532::parse_frame(damaged).ok());
  }
}

TEST_CASE("Cards of each technology are read from the chip's list") {
  const auto felica =
      pn532::parse_list_answer(NfcTechnology::felica_424, hex("010114010123456789ABCDEF00F100000001430088B4"));
  REQUIRE(felica.ok());
  CHECK(felica->front() == FoundCard{.technology = NfcTechnology::felica_424,
                                     .id = hex("0123456789ABCDEF"),
                                     .parameters = hex("00F100000001430088B4")});
  const auto two = pn532::parse_list_answer(NfcTechnology::iso14443a, hex("0201004400070"
                                                                          "4A1B2C3D4E5F602000420040801020305788070"
                                                                          "02"));
  REQUIRE(two.ok());
  REQUIRE(two->size() == 2);
  CHECK((*two)[0].id == hex("04A1B2C3D4E5F6"));
  CHECK((*two)[0].parameters == hex("00"));
  CHECK((*two)[1].id == hex("08010203"));
  CHECK((*two)[1].parameters == hex("200578807002"));
  const auto type_b = pn532::parse_list_answer(NfcTechnology::iso14443b, hex("010150B001020300000000008181"
                                                                             "0100"));
  REQUIRE(type_b.ok());
  CHECK(type_b->front().id == hex("B0010203"));
  CHECK(pn532::parse_list_answer(NfcTechnology::iso14443a, hex("00"))->empty());
}

TEST_CASE("A list that does not fit is refused wherever it ends") {
  const std::vector<std::pair<NfcTechnology, Bytes>> lists{
      {NfcTechnology::felica_212, hex("010114010123456789ABCDEF00F100000001430088B4")},
      {NfcTechnology::iso14443a, hex("01010004200408010203"
                                     "0578807002")},
      {NfcTechnology::iso14443b, hex("010150B0010203000000000081810100")}};
  for (const auto& [technology, list] : lists) {
    CHECK(pn532::parse_list_answer(technology, list).ok());
    for (std::size_t size = 0; size < list.size(); ++size)
      CHECK_FALSE(pn532::parse_list_answer(technology, BytesView{list}.first(size)).ok());
  }
  CHECK_FALSE(pn532::parse_list_answer(NfcTechnology::iso14443a, hex("03")).ok());  // three targets
  CHECK_FALSE(
      pn532::parse_list_answer(NfcTechnology::iso14443a, hex("0101000420040801020300")).ok());  // ATS of length 0
  CHECK_FALSE(
      pn532::parse_list_answer(NfcTechnology::iso14443a, hex("010100040005080102030405")).ok());  // UID of 5 bytes
}
