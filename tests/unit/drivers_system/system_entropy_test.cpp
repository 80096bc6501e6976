#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/values/bytes.hpp"

using namespace kazasu;

TEST_CASE("entropy fills every byte, also of a request larger than the kernel hands out at once") {
  drivers::SystemEntropy entropy;
  constexpr std::size_t kMoreThanOneCall = 64 * 1024 * 1024;  // getrandom(2): at most 32 MiB − 1 a call
  Bytes bytes(kMoreThanOneCall);
  REQUIRE(entropy.fill(bytes));
  const auto last = BytesView{bytes}.last(64);
  CHECK_FALSE(std::all_of(last.begin(), last.end(), [](std::uint8_t byte) { return byte == 0; }));
}

TEST_CASE("entropy does not repeat itself") {
  drivers::SystemEntropy entropy;
  Bytes first(16), second(16);
  REQUIRE(entropy.fill(first));
  REQUIRE(entropy.fill(second));
  CHECK(first != second);
}

TEST_CASE("entropy for nothing is no error") {
  drivers::SystemEntropy entropy;
  CHECK(entropy.fill({}));
}
