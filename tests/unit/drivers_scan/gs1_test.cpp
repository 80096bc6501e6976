#include "kazasu/drivers/scan/gs1.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono;

namespace {

constexpr Date kToday{year{2026}, month{11}, day{25}};

/// `01=04912345678904 10=ABC`, or the fault.
std::string read(std::string_view data) {
  const auto elements = parse_gs1_elements(data);
  if (!elements) return elements.error().detail.substr(0, elements.error().detail.find(':'));
  std::string text;
  for (const Gs1Element& element : *elements) text += (text.empty() ? "" : " ") + element.ai + "=" + element.value;
  return text;
}

Gs1Product product(std::string_view data) {
  const auto elements = parse_gs1_elements(data);
  REQUIRE(elements);
  return gs1_product(*elements, kToday);
}

std::string problems(std::string_view data) {
  const auto elements = parse_gs1_elements(data);
  REQUIRE(elements);
  std::string text;
  for (const auto& problem : gs1_association_problems(*elements))
    text += (text.empty() ? "" : " ") + problem.ai + ":" + std::string{name_of(problem.kind)};
  return text;
}

}  // namespace

TEST_CASE("an AI is two, three or four digits, and only a predefined one needs no separator") {
  CHECK(read("0104912345678904310300150017261231") == "01=04912345678904 3103=001500 17=261231");
  CHECK(read("4220392") == "bad_length");
  CHECK(read("422392\x1D"
             "10A") == "422=392 10=A");
  CHECK(read("8005000150\x1D"
             "10A") == "8005=000150 10=A");
  CHECK(read("800500015010A") == "bad_length");  // its length is fixed, but not predefined
  CHECK(read("2") == "unknown_ai");
  CHECK(read("80") == "unknown_ai");
  CHECK(read("0A") == "unknown_ai");
  CHECK(read("3106000000") == "unknown_ai");  // only six decimals' places 0 to 5
  CHECK(read("\x1D") == "empty");
  CHECK(read("\x1D\x1D") == "unknown_ai");
  CHECK(read("0104912345\x1D"
             "678904") == "bad_length");
}

TEST_CASE("a value of several components is cut from the front") {
  CHECK(read("2534912345678904") == "253=4912345678904");
  CHECK(read("2534912345678904ABC/1") == "253=4912345678904ABC/1");
  CHECK(read("253491234567890") == "bad_length");
  CHECK(read("2534912345678905A") == "bad_check_digit");
  CHECK(read("800826112314") == "8008=26112314");
  CHECK(read("80082611231459") == "8008=2611231459");
  CHECK(read("8008261123145930") == "8008=261123145930");
  CHECK(read("800826112314593") == "bad_length");
  CHECK(read("800314912345678904") == "bad_value");  // the leading zero of a GRAI
}

TEST_CASE("times, dates and codes inside values are tested") {
  CHECK(read("800826112324") == "bad_time");
  CHECK(read("80082611231460") == "bad_time");
  CHECK(read("8008261123145960") == "bad_time");
  CHECK(read("70032611232359") == "7003=2611232359");
  CHECK(read("70032611232360") == "bad_time");
  CHECK(read("70032611002359") == "bad_date");  // 00 stands for the end of the month only in 11 to 17
  CHECK(read("7006260200") == "bad_date");
  CHECK(read("725020240230") == "bad_date");
  CHECK(read("725020240229") == "7250=20240229");
  CHECK(read("3933392498") == "3933=392498");
  CHECK(read("3930001498") == "bad_value");
  CHECK(read("422000") == "bad_value");
  CHECK(read("7030999ABC") == "7030=999ABC");
  CHECK(read("4307JP") == "4307=JP");
  CHECK(read("4307XX") == "bad_value");
  CHECK(read("43212") == "bad_value");
  CHECK(read("43211") == "4321=1");
  CHECK(read("4330000100-") == "4330=000100-");
  CHECK(read("4330000100+") == "bad_value");
  CHECK(read("4300A%2") == "bad_value");
  CHECK(read("4300A%20B") == "4300=A%20B");
  CHECK(read("72523") == "bad_value");
  CHECK(read("72581/2") == "7258=1/2");
  CHECK(read("72582/1") == "bad_value");
  CHECK(read("80010001000010011") == "bad_length");
  CHECK(read("800100010000100110") == "8001=00010000100110");
  CHECK(read("800100000000100110") == "bad_value");
  CHECK(read("800100010000100120") == "bad_value");
  CHECK(read("8006049123456789040102") == "8006=049123456789040102");
  CHECK(read("8006049123456789040201") == "bad_value");
  CHECK(read("8006049123456789040001") == "bad_value");
  CHECK(read("8007GB82WEST12345698765432") == "8007=GB82WEST12345698765432");
  CHECK(read("8007GB82WEST12345698765433") == "bad_value");
  CHECK(read("80131987654Ad4X4bL5ttr2310c2K") == "8013=1987654Ad4X4bL5ttr2310c2K");  // GS1's example of a GMN
  CHECK(read("80131987654Ad4X4bL5ttr2310c2L") == "bad_check_digit");
  CHECK(read("80041A23") == "bad_character");  // a company prefix begins with four digits
  CHECK(read("8004123") == "bad_length");
  CHECK(read("801101") == "bad_value");
  CHECK(read("80110") == "8011=0");
  CHECK(read("43090000000000"
             "0000000000") == "4309=00000000000000000000");
  CHECK(read("43091800000001"
             "0000000000") == "bad_value");
  CHECK(read("43090000000000"
             "3600000001") == "bad_value");
  CHECK(read("724110") == "7241=10");
  CHECK(read("724111") == "bad_value");
  CHECK(read("81107") == "coupon_bad_length_indicator");
}

TEST_CASE("a scan of GS1 data is bounded") {
  std::string many;
  for (int i = 0; i < 32; ++i)
    many +=
        "20"
        "01";
  CHECK(read(many).size() == 32 * 5 + 31);
  CHECK(read(many + "2001") == "too_long");
  CHECK(read("90" + std::string(8'191, '0')) == "too_long");
  CHECK(read("90" + std::string(8'190, '0')) == "bad_length");
}

TEST_CASE("a product's elements are dates, decimals and numbers") {
  const Gs1Product fresh = product("01949012345678973103001500392259917261231");
  CHECK(fresh.gtin14 == "94901234567897");
  CHECK(fresh.net_weight_kg == Gs1Decimal{1'500, 3});
  CHECK(fresh.price == Gs1Decimal{59'917'261'231, 2});  // the separator is lost: nothing tells
  const Gs1Product good = product(
      "0194901234567897310300150039225\x1D"
      "1726020010L\x1D"
      "21S");
  CHECK(good.price == Gs1Decimal{5, 2});
  CHECK(good.expires == Date{year{2026}, month{2}, day{28}});
  CHECK(good.lot == "L");
  CHECK(good.serial == "S");
  CHECK_FALSE(good.best_before);
  const Gs1Product yen = product(
      "019490123456789731020001503930392498\x1D"
      "15270101\x1D"
      "16270102\x1D"
      "30"
      "12");
  CHECK(yen.price == Gs1Decimal{498, 0});
  CHECK(yen.price_currency == 392u);
  CHECK(yen.best_before == Date{year{2027}, month{1}, day{1}});
  CHECK(yen.sell_by == Date{year{2027}, month{1}, day{2}});
  CHECK(yen.count == 12);
}

TEST_CASE("two digits of a year lie from 49 years back to 50 ahead") {
  CHECK(gs1_date("760101", kToday) == Date{year{2076}, month{1}, day{1}});
  CHECK(gs1_date("770101", kToday) == Date{year{1977}, month{1}, day{1}});
  CHECK(gs1_date("000101", kToday) == Date{year{2000}, month{1}, day{1}});
  const Date late{year{2060}, month{1}, day{1}};
  CHECK(gs1_date("100101", late) == Date{year{2110}, month{1}, day{1}});
  CHECK(gs1_date("110101", late) == Date{year{2011}, month{1}, day{1}});
  CHECK(gs1_date("280200", kToday) == Date{year{2028}, month{2}, day{29}});
  CHECK_FALSE(gs1_date("270229", kToday));
  CHECK_FALSE(gs1_date("2702", kToday));
  CHECK_FALSE(gs1_date("27A229", kToday));
}

TEST_CASE("elements that need or exclude others are warnings") {
  CHECK(problems("0104912345678904"
                 "2112345\x1D"
                 "2502") == "");
  CHECK(problems("0104912345678904"
                 "2502") == "250:requires");
  CHECK(problems("0104912345678904"
                 "211\x1D"
                 "2352") == "21:excludes");
  CHECK(problems("0104912345678904"
                 "31030015003102000150") == "3103:excludes 3102:excludes");
  CHECK(problems("0104912345678904"
                 "10A\x1D"
                 "10A") == "");
  CHECK(problems("0104912345678904"
                 "10A\x1D"
                 "10B\x1D"
                 "10C") == "10:repeated_differently");
  CHECK(problems("0204912345678904"
                 "3712") == "37:requires");
  CHECK(problems("00149123456789012349"
                 "0204912345678904"
                 "3712") == "");
}
