#include "codec/atr.hpp"

#include <catch2/catch_test_macros.hpp>
#include <random>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

bool is_felica(std::string_view text) {
  const auto parsed = atr::parse(hex(text));
  REQUIRE(parsed.ok());
  return atr::is_felica(*parsed);
}

}  // namespace

TEST_CASE("FeliCa is known in every form that readers give it") {
  CHECK(is_felica("3b8f8001804f0ca00000030611003b0000000042"));  // PC/SC part 3
  CHECK(
      is_felica("3b8f8001804f0ca0000003060"
                "3f011000000008a"));                             // ACR122U, 212 kbit/s
  CHECK(is_felica("3b8f8001804f0ca00000030603f0120000000089"));  // ACR122U, 424 kbit/s
  CHECK(
      is_felica("3b8c80010443fd012e3d4c5b6a798800"
                "f5"));                                                // Identiv
  CHECK_FALSE(is_felica("3b8f8001804f0ca0000003060300030000000068"));  // NTAG
  CHECK_FALSE(
      is_felica("3b8080"
                "0101"));                  // a phone
  CHECK_FALSE(is_felica("3b8180018080"));  // DESFire
}

TEST_CASE("An ATR that ends before what it announces is none") {
  const Bytes whole = hex("3b8f8001804f0ca00000030611003b0000000042");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(atr::parse(BytesView{whole}.first(length)).ok());
  }
  CHECK_FALSE(atr::parse(hex("3bf0")).ok());
  CHECK_FALSE(atr::parse(hex("3b808080808080")).ok());  // one TD after the other
}

TEST_CASE("A contact card's ATR without check byte is taken") {
  const auto parsed = atr::parse(hex("3b021450"));
  REQUIRE(parsed.ok());
  CHECK(parsed->check_byte_ok);
  CHECK(parsed->historical == hex("1450"));
  CHECK_FALSE(parsed->storage_card.has_value());
}

TEST_CASE("No random ATR is read past its end") {
  std::minstd_rand random{7};
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random() % 34);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 8 & 0xFF);
    if (const auto parsed = atr::parse(bytes)) (void)atr::is_felica(*parsed);
  }
}
