// pricing.md: "round", in integers.
#include "pricing/exact_math.hpp"

#include <catch2/catch_test_macros.hpp>

using kazasu::Rounding;
using kazasu::pricing::divide;
using kazasu::pricing::multiply_divide;
using kazasu::pricing::percentage;
using kazasu::pricing::Wide;

TEST_CASE("division rounds down, half up or up") {
  CHECK(divide(Wide{7}, 2, Rounding::floor) == 3);
  CHECK(divide(Wide{7}, 2, Rounding::half_up) == 4);
  CHECK(divide(Wide{7}, 3, Rounding::half_up) == 2);
  CHECK(divide(Wide{7}, 3, Rounding::ceiling) == 3);
  CHECK(divide(Wide{6}, 3, Rounding::ceiling) == 2);
}

TEST_CASE("a percentage rounds likewise") {
  CHECK(percentage(999, 50, Rounding::floor) == 4);
  CHECK(percentage(900, 50, Rounding::half_up) == 5);
  CHECK(percentage(899, 50, Rounding::half_up) == 4);
  CHECK(percentage(801, 50, Rounding::ceiling) == 5);
  CHECK(percentage(800, 50, Rounding::ceiling) == 4);
}

TEST_CASE("fractions of products beyond 64 bits are exact") {
  const kazasu::pricing::Int large = 4'000'000'000'000'000'000;
  CHECK(multiply_divide(large, large - 1, large) == large - 1);
  CHECK(divide(Wide{large} * 3, 3, Rounding::half_up) == large);
}
