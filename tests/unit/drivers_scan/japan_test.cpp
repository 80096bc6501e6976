#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/bill_jp.hpp"
#include "kazasu/drivers/scan/in_store_label.hpp"
#include "kazasu/drivers/scan/print_jp.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/identify/check_digit.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

template <class Value>
std::string fault_of(const Result<Value>& result) {
  return result ? "" : result.error().detail.substr(0, result.error().detail.find(':'));
}

std::string with_check(const std::string& digits) {
  return digits + gs1_check_digit(digits);
}

}  // namespace

TEST_CASE("a book has the ISBN of ten digits of its 978 number, and none with 979") {
  CHECK(parse_book_jp("9784344405042", "1920193005714")->isbn10 == "4344405048");
  CHECK(parse_book_jp("9791190000000", "1920193005714")->isbn10.empty());
  CHECK(fault_of(parse_book_jp("9790260000438", "1920193005714")) == "not_a_book");  // printed music
  CHECK(fault_of(parse_book_jp("97843444050", "1920193005714")) == "bad_length");
  CHECK(fault_of(parse_book_jp("9784344405042", "19201930057A4")) == "non_digit");
}

TEST_CASE("a magazine's add-on has five digits") {
  CHECK(fault_of(parse_magazine_jp("4910099710741", "0095")) == "bad_addon");
  CHECK(fault_of(parse_magazine_jp("4910099710741", "0095A")) == "bad_addon");
  CHECK(fault_of(parse_magazine_jp("4910099710742", "00952")) == "bad_check_digit");
  CHECK(parse_magazine_jp("4910099710741", "10952")->price_yen == 952);
  CHECK(parse_magazine_jp("4910099710741", "10952")->add_on_reserve == '1');
}

TEST_CASE("a bill is 44 digits from 91 to a check digit over all before it") {
  const std::string body =
      "91"
      "908123"
      "000000000000000012345"
      "0"
      "260228"
      "1"
      "999999";
  const auto bill = parse_bill_jp(with_check(body));
  REQUIRE(bill);
  CHECK(bill->issuer == "4908123");
  CHECK(bill->due == "260228");
  CHECK(bill->revenue_stamp);
  CHECK(bill->amount_yen == 999'999);
  CHECK(fault_of(parse_bill_jp(with_check("90" + body.substr(2)))) == "not_a_bill");
  CHECK(fault_of(parse_bill_jp(with_check(body.substr(0, 36) + "2" + body.substr(37)))) == "bad_value");
  CHECK(fault_of(parse_bill_jp(body + "X")) == "bad_character");
  CHECK(fault_of(parse_bill_jp(body)) == "bad_length");
}

TEST_CASE("a price label is looked up with its price zeroed") {
  const auto label = parse_in_store_label("0212345703984", "2F5I1V4P");
  REQUIRE(label);
  CHECK(label->item_gtin14 == "0" + with_check("021234500000"));
  CHECK(parse_in_store_label("21345678", "2F2I3P")->item_gtin14 == "000000" + with_check("2134000"));
  CHECK(parse_in_store_label("2900123012349", "2F5I5W")->item_gtin14 == "0" + with_check("290012300000"));
}

TEST_CASE("a label's format is configuration, and a wrong one says so") {
  for (const char* format :
       {"", "2F", "F2", "2F5I5", "2X5I5P", "2F5I2V3P", "2F5I1V3P", "2F3I3I4P", "0F8I4P", "2F5I5P2"}) {
    CAPTURE(format);
    const auto label = parse_in_store_label("2112002515005", format);
    REQUIRE_FALSE(label);
    CHECK((label.error().code == ErrorCode::configuration_invalid || fault_of(label) == "bad_length"));
  }
  CHECK(parse_in_store_label("2112002515005", "2F5I1V3P").error().code == ErrorCode::configuration_invalid);
  CHECK(parse_in_store_label("2112002515005", "2X5I5P").error().code == ErrorCode::configuration_invalid);
  CHECK(fault_of(parse_in_store_label("2112002515005", "2F5I4P")) == "bad_length");
  CHECK(fault_of(parse_in_store_label("21120025150A5", "2F6I4P")) == "non_digit");
}

TEST_CASE("a price verifier finds every wrong digit of a price") {
  for (const std::string zeros : {"0000", "00000"}) {
    for (std::size_t place = 0; place < zeros.size(); ++place) {
      std::string verifiers;
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string price = zeros;
        price[place] = digit;
        verifiers += price_verifier(price).value_or('?');
      }
      CAPTURE(zeros, place, verifiers);
      std::sort(verifiers.begin(), verifiers.end());
      CHECK(verifiers == "0123456789");
    }
  }
  for (const char* other : {"", "123", "123456", "12A4"}) CHECK_FALSE(price_verifier(other));
}
