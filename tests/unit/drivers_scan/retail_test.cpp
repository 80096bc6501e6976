#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/retail.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

TEST_CASE("a product is the same GTIN-14 however its code is written") {
  CHECK(gtin14_of("4901234567894") == "04901234567894");
  CHECK(gtin14_of("49012347") == "00000049012347");
  CHECK(gtin14_of("036000291452") == gtin14_of("0036000291452"));
  CHECK(gtin14_of("14901234567891") == "14901234567891");
  CHECK_FALSE(gtin14_of("4901234567893"));
  CHECK_FALSE(gtin14_of("490123456789"));  // twelve digits of a JAN without its check digit
  CHECK_FALSE(gtin14_of("490123456789A"));
  CHECK_FALSE(gtin14_of(""));
}

TEST_CASE("the check digit finds every single wrong digit") {
  const std::string jan = "4901234567894";
  for (std::size_t i = 0; i < jan.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = jan;
      wrong[i] = digit;
      CHECK(gtin14_of(wrong).has_value() == (digit == jan[i]));
    }
  }
}

TEST_CASE("every UPC-E has one expansion, which carries its check digit") {
  for (char last = '0'; last <= '9'; ++last) {
    const std::string six = std::string{"12345"} + last;
    const auto from_six = expand_upc_e(six);
    REQUIRE(from_six);
    CHECK(from_six->size() == 12);
    CHECK(gtin14_of(*from_six));
    CHECK(*expand_upc_e("0" + six) == *from_six);
    CHECK(*expand_upc_e("0" + six + from_six->back()) == *from_six);
  }
  CHECK_FALSE(expand_upc_e("12345"));
  CHECK_FALSE(expand_upc_e("123456789"));
  CHECK_FALSE(expand_upc_e("12345A"));
}

TEST_CASE("coupons, refund receipts and book price rows are never products") {
  const auto kind_of = [](std::string body) {
    return parse_retail_number(body + gs1_check_digit(body), RetailScheme::ean13)->kind;
  };
  CHECK(kind_of("990000000000") == RetailKind::coupon);
  CHECK(kind_of("999999999999") == RetailKind::coupon);
  CHECK(kind_of("984000000000") == RetailKind::coupon_common_currency);
  CHECK(kind_of("985000000000") == RetailKind::product);
  CHECK(kind_of("980000000000") == RetailKind::refund_receipt);
  CHECK(kind_of("191000000000") == RetailKind::book_price_jp);
  CHECK(kind_of("190000000000") == RetailKind::unallotted);
  CHECK(kind_of("020000000000") == RetailKind::restricted);
  CHECK(kind_of("290000000000") == RetailKind::restricted);
  CHECK(kind_of("300000000000") == RetailKind::product);
}

TEST_CASE("an add-on stays apart from its main symbol, whichever that is") {
  const auto ean8 = split_add_on("4901234712", "E3");
  REQUIRE(ean8);
  CHECK(*ean8->main == "49012347");
  CHECK(ean8->add_on == "12");
  CHECK_FALSE(split_add_on("49012347123", "E3"));
  CHECK_FALSE(split_add_on("123", "E1"));
  CHECK_FALSE(split_add_on("12", "E2"));
  CHECK_FALSE(split_add_on("12", "E0"));
}

TEST_CASE("an EAN-8 that begins with 0 or 2 is private to the store") {
  const auto kind_of = [](std::string body) {
    return parse_retail_number(body + gs1_check_digit(body), RetailScheme::ean8)->kind;
  };
  CHECK(kind_of("0123456") == RetailKind::restricted);
  CHECK(kind_of("2123456") == RetailKind::restricted);
  CHECK(kind_of("1123456") == RetailKind::product);
}
