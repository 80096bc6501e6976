#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "kazasu/drivers/scan/codabar.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

TEST_CASE("every start and stop character of NW-7 is read in each of its writings") {
  const std::string upper = "ABCD", lower = "abcd", opticon = "tn*e";
  for (std::size_t i = 0; i < 4; ++i) {
    for (const char written : {upper[i], lower[i], opticon[i]}) {
      CAPTURE(written);
      const auto code = parse_codabar(written + std::string{"12345"} + written);
      REQUIRE(code);
      CHECK(code->start == upper[i]);
      CHECK(code->stop == upper[i]);
    }
  }
}

TEST_CASE("a wrong digit is found by every check scheme that promises it") {
  // 7DR and 7DSR miss a digit that is wrong by seven; the others here find every single error.
  for (const CheckScheme scheme : {CheckScheme::m10w3, CheckScheme::luhn, CheckScheme::mod11, CheckScheme::dr7}) {
    const std::string number = "1234567890123";
    const std::string whole = number + check_digit(scheme, number).value();
    REQUIRE(passes_check(scheme, whole));
    for (std::size_t i = 0; i < number.size(); ++i) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string wrong = whole;
        wrong[i] = digit;
        const bool by_seven = scheme == CheckScheme::dr7 && std::abs(digit - whole[i]) == 7;
        // Modulus 11 gives 0 for 10 and for 0, so it misses some.
        if (scheme == CheckScheme::mod11) continue;
        CAPTURE(name_of(scheme), i, digit);
        CHECK(passes_check(scheme, wrong) == (digit == whole[i] || by_seven));
      }
    }
  }
}

TEST_CASE("NW-7 check schemes beyond the published ones follow their rule") {
  CHECK(check_digit(CheckScheme::dsr9, "1234567890") == '9');  // remainder 0 gives 9
  CHECK(check_digit(CheckScheme::dsr7, "7") == '7');
  CHECK(check_digit(CheckScheme::dr7, "7") == '0');
}

TEST_CASE("what cannot be checked has no check digit") {
  CHECK_FALSE(check_digit(CheckScheme::m10w3, ""));
  CHECK_FALSE(check_digit(CheckScheme::luhn, "12A"));
  CHECK_FALSE(check_digit(CheckScheme::none, "12"));
  CHECK_FALSE(check_digit(CheckScheme::m10w3, std::string(65, '1')));
  CHECK_FALSE(passes_check(CheckScheme::m10w3, "0"));
}

TEST_CASE("an error about a member card shows none of its digits") {
  const auto code = parse_codabar("A123456783A", CheckScheme::luhn);
  REQUIRE_FALSE(code);
  CHECK(code.error().detail.find("12345678") == std::string::npos);
  CHECK_FALSE(parse_codabar(std::string(65, 'A')));
}
