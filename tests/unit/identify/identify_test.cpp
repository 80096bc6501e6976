#include "kazasu/identify/identify.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;

namespace {

std::string number_in(std::string_view text, const MemberNumberRule& rule) {
  return member_number_in(text, rule).value_or("none");
}

std::string identified(std::string_view scan, const std::vector<IdentificationMethod>& methods) {
  std::string text;
  for (const Identifier& identifier : identify(Sighting::from_scan(as_bytes(scan)), methods))
    text += (text.empty() ? "" : " ") + identifier.kind + "=" + identifier.value;
  return text;
}

}  // namespace

TEST_CASE("a member number has the rule's length and prefix") {
  const MemberNumberRule rule{.name = {}, .lengths = {13, 16}, .prefix = "29"};
  CHECK(number_in("2900000000018", rule) == "2900000000018");
  CHECK(number_in("2900000123456784", rule) == "2900000123456784");
  CHECK(number_in("29000000000185", rule) == "none");
  CHECK(number_in("2800000000018", rule) == "none");
  CHECK(number_in("29000000000x8", rule) == "none");
  CHECK(number_in("", rule) == "none");
  CHECK(number_in(std::string(8'192, '2'), MemberNumberRule{}) == "none");
}

TEST_CASE("a number without rule has 5 to 20 digits") {
  CHECK(number_in("1234", {}) == "none");
  CHECK(number_in("12345", {}) == "12345");
  CHECK(number_in(std::string(20, '7'), {}) == std::string(20, '7'));
  CHECK(number_in(std::string(21, '7'), {}) == "none");
}

TEST_CASE("one card gives one number, however it is written") {
  const MemberNumberRule rule{.name = {}, .lengths = {8}, .drop_separators = true};
  for (const char* written : {"12345678", "A12345678B", "a12345678b", "t12345678e", "1234-5678", "A1234-5678B",
                              "1234 5678", "１２３４５６７８"}) {
    CAPTURE(written);
    CHECK(number_in(written, rule) == "12345678");
  }
  CHECK(number_in("1234-5678", {.name = {}, .lengths = {8}}) == "none");  // only if the program says so
  CHECK(number_in("１２３４５６７８\xEF\xBC", rule) == "none");
}

TEST_CASE("a number whose check digit is wrong is a misread and names nobody") {
  const MemberNumberRule luhn{.name = {}, .lengths = {9}, .check = CheckScheme::luhn};
  CHECK(number_in("123456782", luhn) == "123456782");
  CHECK(number_in("A123456782A", luhn) == "123456782");
  CHECK(number_in("123456783", luhn) == "none");
  CHECK(number_in("A123456783A", luhn) == "none");
}

TEST_CASE("modulus 16 counts start and stop, and without them nothing passes") {
  const MemberNumberRule rule{.name = {}, .lengths = {6}, .check = CheckScheme::mod16};
  CHECK(number_in("A37859+B", rule) == "37859+");  // the known answer of scan.md, section 9
  CHECK(number_in("A37859-B", rule) == "none");
  CHECK(number_in("37859+", rule) == "none");
  CHECK(number_in("A37859xB", rule) == "none");
}

TEST_CASE("several programs' numbers are tried in the order of the methods") {
  using Kind = IdentificationMethod::Kind;
  const std::vector<IdentificationMethod> methods{
      {.kind = Kind::member_number, .number = {.name = "alliance", .lengths = {15}}},
      {.kind = Kind::member_number, .number = {.name = "house", .lengths = {15, 13}, .prefix = "29"}}};
  CHECK(identified("290000000000001", methods) == "member_number=290000000000001 member_number=290000000000001");
  CHECK(identified("2900000000018", methods) == "member_number=2900000000018");
  CHECK(identified("hello", methods).empty());
}
