#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/aim_identifier.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

TEST_CASE("every letter of ISO/IEC 15424 that a till meets is known, and no other") {
  std::string known;
  for (int letter = 0; letter < 128; ++letter) {
    if (parse_aim_identifier(std::string{static_cast<char>(letter), '0'})) known += static_cast<char>(letter);
  }
  CHECK(known == "ACEFGHIJLMQSXdez");
}

TEST_CASE("GS1 data is told by letter and modifier together") {
  for (const char* gs1 : {"C1", "Q3", "Q4", "d2", "d5", "e0", "J1", "J4", "z1", "z4"})
    CHECK(parse_aim_identifier(gs1)->gs1);
  for (const char* plain : {"C0", "Q1", "Q2", "d1", "E0", "F1", "c1", "z0"}) {
    const auto parsed = parse_aim_identifier(plain);
    CHECK_FALSE((parsed && parsed->gs1));
  }
}

TEST_CASE("an unusual modifier does not hide the symbology: makers differ") {
  CHECK(parse_aim_identifier("F3")->symbology == Symbology::codabar);
  CHECK(parse_aim_identifier("A2")->symbology == Symbology::code39);
  CHECK_FALSE(parse_aim_identifier("E-"));
}

TEST_CASE("an identifier with nothing behind it splits into identifier and nothing") {
  const auto split = split_aim_identifier(as_bytes("]E0"));
  REQUIRE(split);
  CHECK(split->identifier == "E0");
  CHECK(split->data.empty());
}

TEST_CASE("no error about an identifier shows the scan") {
  const auto split = split_aim_identifier(as_bytes("]Y0SECRET"));
  REQUIRE_FALSE(split);
  CHECK(split.error().code == ErrorCode::scan_invalid);
  CHECK(split.error().detail.find("SECRET") == std::string::npos);
}
