#include "receipt/amount_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <limits>

using namespace kazasu;
using namespace kazasu::receipt;

TEST_CASE("money is printed with its currency's decimal places") {
  CHECK(money_text(Money{0}, "JPY") == "¥0");
  CHECK(money_text(Money{999}, "JPY") == "¥999");
  CHECK(money_text(Money{1234567}, "JPY") == "¥1,234,567");
  CHECK(money_text(Money{-1000}, "JPY") == "-¥1,000");
  CHECK(money_text(Money{123456}, "USD") == "USD 1,234.56");
  CHECK(money_text(Money{5}, "EUR") == "EUR 0.05");
  CHECK(money_text(Money{-5}, "KWD") == "-KWD 0.005");
  CHECK(money_text(Money{1500}, "KRW") == "KRW 1,500");
  CHECK(money_text(Money{1500}, "") == "1,500");
}

TEST_CASE("the smallest number has digits too") {
  CHECK(grouped(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("rates are printed without needless zeros") {
  CHECK(percent_text(800) == "8%");
  CHECK(percent_text(1050) == "10.5%");
  CHECK(percent_text(5) == "0.05%");
  CHECK(percent_text(0) == "0%");
  CHECK(tenths_text(20) == "2");
  CHECK(tenths_text(15) == "1.5");
}
