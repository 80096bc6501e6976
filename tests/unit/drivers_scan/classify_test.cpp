#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/retail.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

std::vector<ScanCandidate> classify(std::string symbology, std::string_view data,
                                    const ScanConfiguration& configuration = {}) {
  const BytesView bytes = as_bytes(data);
  return classify_scan({std::move(symbology), {bytes.begin(), bytes.end()}}, configuration);
}

/// `product/ean13=04901234567894 …`
std::string readings(std::string symbology, std::string_view data, const ScanConfiguration& configuration = {}) {
  std::string text;
  for (const ScanCandidate& candidate : classify(std::move(symbology), data, configuration)) {
    CHECK_FALSE(candidate.reason.empty());
    text += (text.empty() ? "" : " ") + std::string{name_of(candidate.kind)} + "/" + candidate.form;
    if (!candidate.value.empty()) text += "=" + candidate.value;
    if (!candidate.add_on.empty()) text += "+" + candidate.add_on;
  }
  return text;
}

}  // namespace

TEST_CASE("an AIM identifier leaves one reading where the data alone leaves several") {
  CHECK(readings("", "4901234567894") == "product/ean13=04901234567894 member_number/number=4901234567894");
  CHECK(readings("E0", "4901234567894") == "product/ean13=04901234567894");
  CHECK(readings("C0", "4901234567894") == "member_number/number=4901234567894");
}

TEST_CASE("eight digits are EAN-8, UPC-E or a member number, and only the identifier decides") {
  CHECK(classify("", "00001076").size() == 3);
  CHECK(readings("E4", "49012347") == "product/ean8=00000049012347");
  CHECK(readings("E0", "04252614") == "product/upce=00042100005264");
  CHECK(readings("E0", "0425261") == "product/upce=00042100005264");
  CHECK(readings("E0", "49012347") == "product/ean8=00000049012347");  // some scanners mark EAN-8 with E0
}

TEST_CASE("a JAN and the GS1 forms of the same product are one GTIN-14") {
  CHECK(readings("C1",
                 "0104901234567894"
                 "10A") == "product/gs1_elements=04901234567894");
  CHECK(readings("Q3",
                 "\x1D"
                 "0104901234567894") == "product/gs1_elements=04901234567894");
  CHECK(readings("Q1", "https://example.jp/x/01/04901234567894/10/A?17=270101") ==
        "product/gs1_digital_link=04901234567894");
  CHECK(readings("Q1", "https://example.jp/m?next=/01/04901234567894").starts_with("web_address/url"));
  CHECK(readings("Q1", "HTTPS://example.jp/01/04901234567893") ==
        "web_address/url=HTTPS://example.jp/01/04901234567893");
  CHECK(readings("I1", "14901234567891").starts_with("product/gtin14=14901234567891"));
}

TEST_CASE("coupons and refund receipts never reach product lookup") {
  CHECK(readings("E0", "9900123456788") == "coupon_code/ean13=09900123456788");
  CHECK(readings("E0", "9810001234509") == "coupon_code/ean13=09810001234509");
  CHECK(readings("E0", "9800001234500") == "refund_receipt/ean13=09800001234500");
  CHECK(readings("E0", "1920193005714") == "book_price_row/ean13=01920193005714");
}

TEST_CASE("a number with a private prefix is a price label or a member card") {
  CHECK(readings("E0", "2112002515005") == "in_store_code/ean13=02112002515005 member_number/number=2112002515005");
}

TEST_CASE("an add-on stays with its magazine, or alone") {
  CHECK(readings("E3", "491009971074100952") == "product/ean13=04910099710741+00952");
  CHECK(readings("E2", "00952") == "add_on/add_on=00952");
}

TEST_CASE("a misread retail number is no member number") {
  CHECK(readings("E0", "4901234567893") == "digits/digits");
  CHECK(readings("E3", "49100997107410095") == "digits/digits");
}

TEST_CASE("a payment code is told, with the service and without its digits") {
  const auto candidates = classify("C0", "281234567890123456");
  CHECK(may_be_payment_code(candidates));
  REQUIRE(candidates.size() == 2);
  CHECK(candidates[0].form == "alipay");
  CHECK(candidates[0].value.empty());
  CHECK(candidates[1].kind == ScanKind::member_number);
  CHECK(readings("C0", "900081818812345678901234") == "payment_code/paypay");
  CHECK(readings("Q1", "hQVDUFYwMWEaTwegAAAAVVVVVw8SNFZ4kBI0WNGRIgESNF8=") == "payment_code/emv_cpm");
  CHECK_FALSE(may_be_payment_code(classify("C0", "123456789012345")));
}

TEST_CASE("Alipay+ is told from Alipay by a digit inside the code") {
  CHECK(payment_services("2893612204263667830", known_payment_codes()) ==
        std::vector<std::string>{"alipay", "alipay_plus"});
  CHECK(payment_services("2893612204263567830", known_payment_codes()) == std::vector<std::string>{"alipay"});
}

TEST_CASE("new payment prefixes come by configuration") {
  ScanConfiguration configuration;
  configuration.payment_codes = {{"kazasu_pay", 20, 20, "77", "79", ""}};
  CHECK(readings("C0", "78901234567890123456", configuration) ==
        "payment_code/kazasu_pay member_number/number=78901234567890123456");
  CHECK(readings("C0", "900081818812345678901234", configuration) == "digits/digits");
}

TEST_CASE("a program's rules say what a member number is") {
  ScanConfiguration configuration;
  configuration.member_numbers = {
      {.name = "house", .lengths = {12}, .prefix = "28", .check = CheckScheme::m10w3, .drop_separators = false},
      {.name = "alliance", .lengths = {15}, .prefix = "", .check = CheckScheme::none, .drop_separators = true}};
  const std::string house = std::string{"28123456789"} + gs1_check_digit("28123456789");
  CHECK(readings("C0", house, configuration) == "member_number/number=" + house);
  CHECK(classify("C0", house, configuration)[0].detail == "house");
  CHECK(readings("F0", "a" + house + "b", configuration) == "member_number/codabar=" + house);
  CHECK(readings("C0", "123-456-789-012-345", configuration) == "member_number/number=123456789012345");
  CHECK(readings("C0", "281234567890", configuration) == "digits/digits");  // a wrong check digit is a misread
  CHECK(readings("C0", "12345678", configuration) == "digits/digits");
}

TEST_CASE("modulus 16 is tested with start and stop, and without them nothing passes") {
  ScanConfiguration configuration;
  configuration.member_numbers = {
      {.name = "nw7", .lengths = {6}, .prefix = "", .check = CheckScheme::mod16, .drop_separators = false}};
  CHECK(readings("F0", "A012345B", configuration) == "member_number/codabar=012345");
  CHECK(readings("F0", "A012346B", configuration) == "text/text");
  CHECK(readings("F0", "012345", configuration) == "digits/digits");
}

TEST_CASE("start and stop of NW-7 are no part of the member number, in any case or stripped") {
  CHECK(readings("F0", "A12345678901B") == "member_number/codabar=12345678901");
  CHECK(readings("", "d12345678901d") == "member_number/codabar=12345678901");
  CHECK(readings("F0", "12345678901") == "member_number/number=12345678901");
}

TEST_CASE("what nothing knows is text or digits, and nothing is nothing") {
  CHECK(readings("Q1", "MEMBER-0001") == "text/text");
  CHECK(readings("", "1234") == "digits/digits");
  CHECK(classify("E0", "").empty());
  CHECK(readings("Q1", std::string(7'089, '7')) == "digits/digits");
}

TEST_CASE("a member number with a one-time code is told where the configuration has such, beside what else it may be") {
  ScanConfiguration configuration;
  configuration.one_time_codes = {
      {.kind = IdentificationMethod::Kind::one_time_code, .number = {.name = "app", .lengths = {16}, .prefix = "29"}}};
  CHECK(readings("Q1", "290000012345678401234567", configuration)
            .starts_with("member_number/one_time_code=2900000123456784"));
  CHECK(readings("Q1", "2900000123456784", configuration).find("one_time_code") == std::string::npos);
}
