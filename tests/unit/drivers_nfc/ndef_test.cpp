#include "codec/ndef.hpp"

#include <catch2/catch_test_macros.hpp>

#include "codec/tag_memory.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

}  // namespace

TEST_CASE("A message that is cut anywhere is refused") {
  const Bytes message = hex("9101075402656E545854315101075402656E54585432");
  REQUIRE(ndef::parse(message).ok());
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK_FALSE(ndef::parse(BytesView{message}.first(size)).ok());
  Bytes longer = message;
  longer.push_back(0);
  CHECK_FALSE(ndef::parse(longer).ok());
}

TEST_CASE("The payloads of chunks are put together") {
  const auto records =
      ndef::parse(hex("B10102546162"
                      "560002"
                      "6364"));
  REQUIRE(records.ok());
  REQUIRE(records->size() == 1);
  CHECK(as_text(records->front().payload) == "abcd");
  CHECK_FALSE(ndef::parse(hex("B1010254616256010254"
                              "6364"))
                  .ok());  // a later chunk with a type
}

TEST_CASE("Lengths that a card makes up are not believed") {
  CHECK_FALSE(ndef::parse(hex("C101FFFFFFFF55")).ok());
  CHECK_FALSE(ndef::parse(hex("D9010100FF5500")).ok());
  CHECK(ndef::parse(Bytes(ndef::kMessageBytesMax + 1, 0)).error().code == ErrorCode::limit_exceeded);
  Bytes many;
  for (int i = 0; i < 100; ++i) many.insert(many.end(), {static_cast<std::uint8_t>(i == 0 ? 0x91 : 0x11), 1, 0, 'U'});
  CHECK(ndef::parse(many).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("Texts in UTF-16 are converted; half a surrogate pair is refused") {
  CHECK(ndef::text_of(hex("826A61"
                          "3042"
                          "D83DDE00"))
            ->text == "あ😀");
  CHECK(ndef::text_of(hex("826A61"
                          "FEFF"
                          "3042"))
            ->text == "あ");
  CHECK_FALSE(ndef::text_of(hex("826A61"
                                "D83D"))
                  .ok());
  CHECK_FALSE(ndef::text_of(hex("826A61"
                                "DE00"))
                  .ok());
  CHECK_FALSE(ndef::text_of(hex("826A61"
                                "30"))
                  .ok());
  CHECK_FALSE(ndef::text_of(hex("056A61")).ok());
  CHECK_FALSE(ndef::text_of({}).ok());
  CHECK_FALSE(ndef::uri_of({}).ok());
  CHECK_FALSE(ndef::uri_of(hex("2461")).ok());
  CHECK(*ndef::uri_of(hex("2361")) == "urn:nfc:a");
}

TEST_CASE("A type 2 tag's message that goes on beyond what was read is incomplete, beyond the tag's end absent") {
  using State = tag_memory::Type2Message::State;
  Bytes memory =
      hex("01020304050607080000000"
          "0E1100200"
          "030A01020304");
  CHECK(tag_memory::find_type2_message(memory).state == State::incomplete);
  memory.resize(32, 0x05);
  CHECK(tag_memory::find_type2_message(memory).state == State::present);
  CHECK(tag_memory::find_type2_message(memory).message.size() == 10);
  memory[17] = 0x0F;  // one byte more than the tag holds
  CHECK(tag_memory::find_type2_message(memory).state == State::absent);
  memory[17] = 0xFF;  // a length of three bytes that names more than the tag
  CHECK(tag_memory::find_type2_message(memory).state == State::absent);
}

TEST_CASE("Areas set apart that reach nowhere or follow each other without end do not loop") {
  Bytes memory = hex("010203040506070800000000E110FF00");
  for (int i = 0; i < 300; ++i) memory.insert(memory.end(), {0x02, 0x03, 0xFF, 0x00, 0x0F});
  CHECK(tag_memory::find_type2_message(memory).message.empty());
  CHECK_FALSE(tag_memory::type2_capabilities(Bytes(15, 0xE1)).has_value());
}

TEST_CASE("A type 4 tag's capabilities that make no sense are refused") {
  const Bytes whole = hex("000F20003B00340406E104080000FF");
  REQUIRE(tag_memory::parse_type4_capabilities(whole).ok());
  CHECK(tag_memory::parse_type4_capabilities(BytesView{whole}.first(14)).error().code ==
        ErrorCode::card_answer_invalid);
  Bytes other = whole;
  other[2] = 0x40;
  CHECK(tag_memory::parse_type4_capabilities(other).error().code == ErrorCode::unsupported);
  other = whole;
  other[4] = 0x05;
  CHECK(tag_memory::parse_type4_capabilities(other).error().code == ErrorCode::card_answer_invalid);
  other = whole;
  other[7] = 0x05;
  CHECK(tag_memory::parse_type4_capabilities(other).error().code == ErrorCode::card_answer_invalid);
}
