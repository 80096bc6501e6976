#include "codec/transparent_session.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <random>

using namespace kazasu;
using namespace kazasu::drivers;
using Catch::Matchers::ContainsSubstring;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

Result<Bytes> received(std::string_view text, std::uint16_t status = 0x9000) {
  return transparent_session::received_frame({.data = hex(text), .status = status});
}

}  // namespace

TEST_CASE("Session commands are the ones of the specification") {
  CHECK(to_hex(transparent_session::start_command()) == "ffc2000002810000");
  CHECK(to_hex(transparent_session::end_command()) == "ffc2000002820000");
  CHECK(to_hex(transparent_session::field_on_command()) == "ffc2000002840000");
  CHECK(to_hex(transparent_session::switch_to_felica_command()) == "ffc20002048f02030000");
}

TEST_CASE("A frame of more than 127 bytes has a long length, one that fills an APDU an extended one") {
  const Bytes command = transparent_session::transceive_command(Bytes(128, 0xEE), 10'000);
  CHECK(to_hex(BytesView{command}.first(15)) == "ffc200018a5f460410270000958180");
  const Bytes longest = transparent_session::transceive_command(Bytes(255, 0xEE), 10'000);
  CHECK(to_hex(BytesView{longest}.first(17)) == "ffc200010001095f4604102700009581ff");
  CHECK(longest.size() == 7 + 265 + 2);
}

TEST_CASE("A received frame comes out of its objects") {
  CHECK(*received("c0030090009201009602000097"
                  "0412345678") == hex("12345678"));
}

TEST_CASE("The reader's own verdict counts before the data") {
  CHECK(received("c003026401").error().code == ErrorCode::card_timeout);
  CHECK(received("c00300698a").error().code == ErrorCode::device_busy);
  CHECK(received("c003006301970101").error().code == ErrorCode::card_answer_invalid);
  CHECK(received("c0030090009701aa", 0x6300).error().code == ErrorCode::card_answer_invalid);
  CHECK_THAT(received("c0030090009602010097"
                      "01aa")
                 .error()
                 .detail,
             ContainsSubstring("damaged"));
}

TEST_CASE("What is missing or cut is named") {
  CHECK_THAT(received("9701aa").error().detail, ContainsSubstring("C0"));
  CHECK_THAT(received("c0020090").error().detail, ContainsSubstring("C0"));
  CHECK_THAT(received("c003009000").error().detail, ContainsSubstring("object 97"));
  CHECK_THAT(received("c0030090009705aa").error().detail, ContainsSubstring("beyond the answer"));
  CHECK_THAT(received("c0030090009783000001aa").error().detail, ContainsSubstring("length has 3 bytes"));
  CHECK_THAT(received("c0030090009780aa").error().detail, ContainsSubstring("length has 0 bytes"));
}

TEST_CASE("Unknown objects, also with two-byte tags, are passed over") {
  CHECK(*received("c003009000"
                  "5f5102beef"
                  "8f0100"
                  "9702abcd") == hex("abcd"));
}

TEST_CASE("No answer, however cut or random, is read past its end") {
  const Bytes whole = hex("c003009000920100960200009714140101010701260cca020f0d23042f7783ff12fc");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(transparent_session::received_frame(
                    {Bytes{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, 0x9000})
                    .ok());
  }
  std::minstd_rand random{7};
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random() % 40);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 8 & 0xFF);
    (void)transparent_session::received_frame({bytes, 0x9000});
  }
}
