// pricing.md, section 3: Tax.
#include "pricing/tax.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using kazasu::pricing::tax_of;
using kazasu::pricing::total_of;

namespace {

Program program(TaxMode mode, Rounding rounding) {
  Program program;
  program.tax_mode = mode;
  program.tax_rounding = rounding;
  return program;
}

}  // namespace

TEST_CASE("tax inside a price is the price's part: N × bp / (10000 + bp)") {
  CHECK(tax_of(1080, 800, program(TaxMode::included, Rounding::floor)) == 80);
  CHECK(tax_of(470, 800, program(TaxMode::included, Rounding::floor)) == 34);  // 34.8…
  CHECK(tax_of(470, 800, program(TaxMode::included, Rounding::half_up)) == 35);
  CHECK(tax_of(1101, 1000, program(TaxMode::included, Rounding::ceiling)) == 101);  // 100.09…
}

TEST_CASE("tax on top of a price is N × bp / 10000") {
  CHECK(tax_of(105, 1000, program(TaxMode::excluded, Rounding::floor)) == 10);
  CHECK(tax_of(105, 1000, program(TaxMode::excluded, Rounding::half_up)) == 11);
  CHECK(tax_of(101, 1000, program(TaxMode::excluded, Rounding::ceiling)) == 11);
  CHECK(tax_of(0, 1000, program(TaxMode::excluded, Rounding::ceiling)) == 0);
}

TEST_CASE("a total adds taxes only when prices exclude them, each rate rounded by itself") {
  const std::vector<pricing::Int> sums{105, 105}, rates{1000, 800};
  CHECK(total_of(sums, rates, program(TaxMode::included, Rounding::floor)) == 210);
  CHECK(total_of(sums, rates, program(TaxMode::excluded, Rounding::floor)) == 210 + 10 + 8);
}
