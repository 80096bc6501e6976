#include "kazasu/drivers/scan/coupon_na.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

// 8110, prefix 614141, offer 654321, save 150, first purchase 1 unit of family 120.
const std::string kShortest = "811006141416543213150110120";

std::string fault_of(const std::string& data) {
  const auto coupon = parse_coupon_na(data);
  return coupon ? "" : coupon.error().detail.substr(0, coupon.error().detail.find(':'));
}
std::string positive_fault_of(const std::string& data) {
  const auto coupon = parse_positive_offer_coupon(data);
  return coupon ? "" : coupon.error().detail.substr(0, coupon.error().detail.find(':'));
}

}  // namespace

TEST_CASE("a coupon with every option reads whole") {
  const auto coupon = parse_coupon_na(kShortest +
                                      "1"
                                      "2"
                                      "11"
                                      "0"
                                      "555"
                                      "1"
                                      "6141420" +
                                      "2"
                                      "213"
                                      "3"
                                      "556"
                                      "9" +
                                      "3261231" + "4261231" +
                                      "51"
                                      "1234567" +
                                      "67"
                                      "0614141000012" +
                                      "9"
                                      "6"
                                      "2"
                                      "1"
                                      "0");
  REQUIRE(coupon);
  CHECK(coupon->company_prefix == "614141");
  CHECK(coupon->additional_rules == '2');
  CHECK(coupon->second->requirement == "1");
  CHECK(coupon->second->company_prefix == "6141420");
  CHECK(coupon->third->requirement == "13");
  CHECK(coupon->third->requirement_code == '3');
  CHECK(coupon->third->family == "556");
  CHECK_FALSE(coupon->third->company_prefix);
  CHECK(coupon->expires == "261231");
  CHECK(coupon->starts == "261231");
  CHECK(coupon->serial == "1234567");
  CHECK(coupon->retailer == "0614141000012");
  CHECK(coupon->save_value_code == '6');
  CHECK(coupon->applies_to == '2');
  CHECK(coupon->store_coupon == '1');
  CHECK(coupon->do_not_multiply == '0');
}

TEST_CASE("every code and length of a coupon is tested") {
  CHECK(fault_of(kShortest).empty());
  CHECK(fault_of("8110"
                 "7" +
                 std::string(40, '1')) == "coupon_bad_length_indicator");
  CHECK(fault_of("8110"
                 "6"
                 "123456789012"
                 "654321"
                 "3150"
                 "110120")
            .empty());
  CHECK(fault_of("8110"
                 "0614141"
                 "654321"
                 "0"
                 "110120") == "coupon_bad_length_indicator");
  CHECK(fault_of("8110"
                 "0614141"
                 "654321"
                 "3150"
                 "0"
                 "10120") == "coupon_bad_length_indicator");
  CHECK(fault_of("8110"
                 "0614141"
                 "654321"
                 "3150"
                 "11"
                 "5"
                 "120") == "coupon_bad_code");
  CHECK(fault_of("8110"
                 "0614141"
                 "654321"
                 "3150"
                 "11"
                 "9"
                 "120")
            .empty());
  CHECK(fault_of(kShortest + "14"
                             "110120"
                             "9") == "coupon_bad_code");
  CHECK(fault_of(kShortest + "11"
                             "110120"
                             "7") == "coupon_bad_length_indicator");
  CHECK(fault_of(kShortest + "3261301") == "bad_date");
  CHECK(fault_of(kShortest + "326123") == "coupon_truncated");
  CHECK(fault_of(kShortest + "4261231").empty());
  CHECK(fault_of(kShortest + "62"
                             "06141410")
            .empty());
  CHECK(fault_of(kShortest + "60"
                             "614141") == "coupon_bad_length_indicator");
  CHECK(fault_of(kShortest + "93001") == "coupon_bad_code");
  CHECK(fault_of(kShortest + "90301") == "coupon_bad_code");
  CHECK(fault_of(kShortest + "90002") == "coupon_bad_code");
  CHECK(fault_of(kShortest + "4261231"
                             "3261231") == "coupon_excess_data");  // the options have an order
  CHECK(fault_of("8112006141411234560000042") == "unknown_ai");
  CHECK(fault_of("8110") == "coupon_truncated");
}

TEST_CASE("a positive offer file's coupon holds a funder, an offer and a serial, and nothing more") {
  const auto coupon = parse_positive_offer_coupon(
      "8112"
      "1"
      "17654321"
      "123456"
      "2"
      "12345678");
  REQUIRE(coupon);
  CHECK(coupon->format == '1');
  CHECK(coupon->funder == "7654321");
  CHECK(coupon->serial == "12345678");
  CHECK(positive_fault_of("8112006141411234560000042"
                          "1") == "coupon_excess_data");
  CHECK(positive_fault_of("811200614141123456000004") == "coupon_truncated");
  CHECK(positive_fault_of("8112"
                          "07" +
                          std::string(40, '1')) == "coupon_bad_length_indicator");
  CHECK(positive_fault_of("811200614141123456000004X") == "bad_character");
  CHECK(positive_fault_of(kShortest) == "unknown_ai");
}
