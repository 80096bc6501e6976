#include "codec/acr122u.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

const Bytes kPolling{0x06, 0x00, 0x88, 0xB4, 0x01, 0x00};
const Bytes kRequestResponse{0x0A, 0x04, 1, 2, 3, 4, 5, 6, 7, 8};

ErrorCode error_of(std::string_view data, std::uint16_t status = 0x9000) {
  const auto answer = acr122u::parse_felica_answer({hex(data), status}, kRequestResponse);
  REQUIRE_FALSE(answer.ok());
  return answer.error().code;
}

}  // namespace

TEST_CASE("Polling goes to the air as it is, all else to the target") {
  CHECK(to_hex(*acr122u::felica_command(kPolling)) == "ff00000008d442060088b40100");
  CHECK(to_hex(*acr122u::felica_command(kRequestResponse)) == "ff0000000dd440010a040102030405060708");
  CHECK(acr122u::felica_command(Bytes(252, 0x06)).ok());
  CHECK(acr122u::felica_command(Bytes(253, 0x06)).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("The card's frame comes out of the chip's answer") {
  CHECK(*acr122u::parse_felica_answer({hex("d541000b05010203040506070800"), 0x9000}, kRequestResponse) ==
        hex("0b05010203040506070800"));
  CHECK(*acr122u::parse_felica_answer({hex("d54300aa"), 0x9000}, kPolling) == hex("aa"));
}

TEST_CASE("Each way of failing has its name") {
  CHECK(error_of("d54101") == ErrorCode::card_timeout);
  CHECK(error_of("d54127") == ErrorCode::card_removed);
  CHECK(error_of("d54114") == ErrorCode::card_answer_invalid);
  CHECK(error_of("", 0x6300) == ErrorCode::card_timeout);
  CHECK(error_of("", 0x6327) == ErrorCode::card_answer_invalid);
  CHECK(error_of("", 0x637F) == ErrorCode::card_answer_invalid);
  CHECK(error_of("", 0x6A81) == ErrorCode::card_answer_invalid);
  CHECK(error_of("d54300aa") == ErrorCode::card_answer_invalid);  // the answer to another command
  CHECK(error_of("d541") == ErrorCode::card_answer_invalid);
  CHECK(error_of("d5") == ErrorCode::card_answer_invalid);
  CHECK(error_of("") == ErrorCode::card_answer_invalid);
}

TEST_CASE("ACR122U's firmware is a short printable name") {
  CHECK(to_hex(acr122u::firmware_command()) == "ff00480000");
  CHECK(*acr122u::parse_firmware(as_bytes("ACR122U207")) == "ACR122U207");
  CHECK(acr122u::parse_firmware({}).error().code == ErrorCode::card_answer_invalid);
  CHECK(acr122u::parse_firmware(Bytes{0x63, 0x00}).error().code == ErrorCode::card_answer_invalid);
  CHECK(acr122u::parse_firmware(Bytes(33, 'A')).error().code == ErrorCode::card_answer_invalid);
}
