#include "kazasu/identify/identify.hpp"

#include <catch2/catch_test_macros.hpp>
#include <utility>

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

TEST_CASE("modulus 11 is counted with the program's own weights") {
  const auto rule = [](Modulus11 modulus_11) {
    return MemberNumberRule{.name = {}, .check = CheckScheme::mod11, .modulus_11 = std::move(modulus_11)};
  };
  // The bank account that is Norway's usual example: weights 2 to 7.
  CHECK(number_in("86011117947", rule({.weights = {2, 3, 4, 5, 6, 7}})) == "86011117947");
  CHECK(number_in("86011117948", rule({.weights = {2, 3, 4, 5, 6, 7}})) == "none");
  CHECK(number_in("86011117947", rule({})) == "none");  // weights 2 to 10, then 1
  CHECK(number_in("86011117948", rule({})) == "86011117948");
}

TEST_CASE("a check of 10 is written as the program writes it") {
  const auto number = [](const char* text, std::optional<char> ten, bool drop = false) {
    return number_in(text, {.name = {},
                            .check = CheckScheme::mod11,
                            .modulus_11 = {.weights = {2, 3, 4, 5, 6, 7}, .ten = ten},
                            .drop_separators = drop});
  };
  // 0 x 2 + 0 x 3 + 0 x 4 + 0 x 5 + 2 x 6 = 12: the check is 10.
  CHECK(number("200000", '0') == "200000");
  CHECK(number("20000X", 'X') == "20000X");
  CHECK(number("20000-", '-') == "20000-");
  CHECK(number("A20000-B", '-') == "20000-");
  CHECK(number("2-0000X", 'X', true) == "20000X");
  CHECK(number("200000", 'X') == "none");
  CHECK(number("20000X", '0') == "none");
  CHECK(number("200000", std::nullopt) == "none");
  // 0 x 2 + ... + 1 x 6 = 6: the check is 5, whatever 10 is.
  CHECK(number("100005", std::nullopt) == "100005");
  CHECK(number("10000X", 'X') == "none");
  CHECK(number("X", 'X') == "none");
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

TEST_CASE("a one-time code behind a number is the number's identifier, with the code beside it") {
  using Kind = IdentificationMethod::Kind;
  const auto found = [](std::string_view scan, const std::string& separator) {
    const std::vector<IdentificationMethod> methods{{.kind = Kind::one_time_code,
                                                     .number = {.name = {}, .lengths = {13}, .prefix = "29"},
                                                     .one_time_code = {.settings = {}, .separator = separator}}};
    const auto identifiers = identify(Sighting::from_scan(as_bytes(scan)), methods);
    if (identifiers.empty()) return std::string{"none"};
    CHECK(identifiers[0].kind == "member_number");
    return identifiers[0].value + " " + identifiers[0].one_time_code;
  };
  CHECK(found("290000000001801234567", "") == "2900000000018 01234567");
  CHECK(found("2900000000018:01234567", ":") == "2900000000018 01234567");
  CHECK(found("2900000000018", "") == "none");
  CHECK(found("290000000001801234567", ":") == "none");
  CHECK(found("2900000000018:01234567", "") == "none");
  CHECK(found("2900000000018:0123456x", ":") == "none");
  CHECK(found("2800000000018:01234567", ":") == "none");
  CHECK(found("01234567", "") == "none");
  CHECK(found(":01234567", ":") == "none");
}
