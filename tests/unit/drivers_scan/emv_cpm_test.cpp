#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/emv_cpm.hpp"

using namespace kazasu;
using drivers::outline_emv_cpm;

namespace {

std::string base64(const std::string& bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += i + j <= bytes.size() ? alphabet[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

const std::string kFormat =
    "\x85\x05"
    "CPV01";

std::string object(char tag, const std::string& value) {
  return std::string{tag} + static_cast<char>(value.size()) + value;
}

/// The fault that begins the detail; "" for none.
std::string fault_of(const std::string& text) {
  const auto objects = outline_emv_cpm(text);
  return objects ? "" : objects.error().detail.substr(0, objects.error().detail.find(':'));
}

}  // namespace

TEST_CASE("a payload cut anywhere is refused and never read beyond its end") {
  const std::string whole = kFormat + object('\x61', object('\x4F', "AID1234") + object('\x5A', "12345678"));
  REQUIRE(fault_of(base64(whole)).empty());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(fault_of(base64(whole.substr(0, size))).empty());
  }
}

TEST_CASE("templates may lie in each other four deep, not deeper") {
  const std::string three = object('\x61', object('\x63', object('\x63', "\x4F\x01x")));
  CHECK(fault_of(base64(kFormat + three)).empty());
  CHECK(fault_of(base64(kFormat + object('\x61', object('\x63', object('\x63', object('\x63', "")))))) ==
        "tlv_bad_length");
}

TEST_CASE("base64 with bits left over after its end is not strict") {
  const std::string strict = base64(kFormat + object('\x61', "\x4F\x02xy"));
  REQUIRE(strict.ends_with("=="));
  std::string loose = strict;
  ++loose[loose.size() - 3];
  CHECK(fault_of(strict).empty());
  CHECK(fault_of(loose) == "bad_base64");
}

TEST_CASE("a payload beyond 512 bytes is too long") {
  CHECK(outline_emv_cpm(std::string(688, 'A')).error().code == ErrorCode::scan_too_long);
}

TEST_CASE("values of a payload appear in no outline and no error") {
  const auto objects = outline_emv_cpm(base64(kFormat + object('\x61', object('\x5A', "12345678"))));
  REQUIRE(objects);
  REQUIRE(objects->size() == 3);
  CHECK((*objects)[2] == drivers::EmvObject{.tag = 0x5A, .depth = 1, .bytes = 8, .sensitive = true});
}
