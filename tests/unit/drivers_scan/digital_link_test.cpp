#include "kazasu/drivers/scan/digital_link.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

std::string read(std::string_view address, DigitalLinkOptions options = {}) {
  const auto link = parse_digital_link(address, options);
  if (!link) return link.error().detail.substr(0, link.error().detail.find(':'));
  std::string text;
  for (const Gs1Element& element : link->elements) text += (text.empty() ? "" : " ") + element.ai + "=" + element.value;
  for (const std::string& parameter : link->ignored) text += " (" + parameter + ")";
  return text;
}

}  // namespace

TEST_CASE("qualifiers keep the order of their key, and each key has its own") {
  const std::string product = "https://a.jp/01/04912345678904";
  CHECK(read(product + "/22/V/10/L/21/S") == "01=04912345678904 22=V 10=L 21=S");
  CHECK(read(product + "/235/T") == "01=04912345678904 235=T");
  CHECK(read(product + "/10/L/235/T") == "bad_qualifier_sequence");
  CHECK(read(product + "/10/L/10/M") == "bad_qualifier_sequence");
  CHECK(read(product + "/17/261231") == "bad_qualifier_sequence");
  CHECK(read(product + "/nothing/x") == "unknown_ai");
  CHECK(read("https://a.jp/414/4912345000019/254/A") == "414=4912345000019 254=A");
  CHECK(read("https://a.jp/414/4912345000019/7040/1A2B") == "414=4912345000019 7040=1A2B");
  CHECK(read("https://a.jp/00/149123456789012349/10/A") == "bad_qualifier_sequence");
  CHECK(read("https://a.jp/8006/049123456789040102/21/S") == "8006=049123456789040102 21=S");
}

TEST_CASE("attributes come in the query, and other parameters are kept aside") {
  const std::string product = "https://a.jp/01/04912345678904";
  CHECK(read(product + "?17=261231&&linkType=pip&15=260101") == "01=04912345678904 17=261231 15=260101 (linkType=pip)");
  CHECK(read(product + "?17=261231&17=261231") == "repeated_ai");
  CHECK(read(product + "?21=S") == "belongs_in_path");
  CHECK(read(product + "?8019=1") == "not_an_attribute");
  CHECK(read(product + "?17") == "empty_value");
  CHECK(read(product + "?=5") == "01=04912345678904 (=5)");
  CHECK(read(product + "?17=261301") == "bad_date");
  CHECK(read(product + "?99=A%2FB#x?17=1") == "01=04912345678904 99=A/B");
}

TEST_CASE("what is no link says why") {
  CHECK(read("https://a.jp/") == "no_primary_key");
  CHECK(read("https:///01/04912345678904") == "no_path");
  CHECK(read("https://a.jp?x=/01/04912345678904") == "no_path");
  CHECK(read("https://a.jp/01/04912345678904/") == "no_primary_key");
  CHECK(read("https://a.jp/01") == "no_primary_key");
  CHECK(read("https://a.jp/01//10/A") == "empty_value");
  CHECK(read("https://a.jp/01/0491234567890%") == "bad_character");
  CHECK(read("https://a.jp/01/04912345678904/10/%4") == "bad_character");
  CHECK(read("https://a.jp/01/04912345678904/10/%00") == "bad_character");
  CHECK(read("https://a.jp/01/04912345678904 ") == "bad_character");
  CHECK(read("https://a.jp/gtin/04912345678904") == "no_primary_key");  // short names are refused
  CHECK(read("https://a.jp/" + std::string(8'192, 'a')) == "too_long");
}

TEST_CASE("short GTINs are an old form, behind a switch") {
  CHECK(read("https://a.jp/01/49012347", {.zero_suppressed_gtin = true}) == "01=00000049012347");
  CHECK(read("https://a.jp/01/036000291452", {.zero_suppressed_gtin = true}) == "01=00036000291452");
  CHECK(read("https://a.jp/01/49012347") == "bad_length");
  CHECK(read("https://a.jp/01/490123456", {.zero_suppressed_gtin = true}) == "bad_length");
}
