// pricing.md, section 4: allocation by largest remainder.
#include "pricing/allocation.hpp"

#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <random>

using kazasu::pricing::Allocator;
using kazasu::pricing::Int;

namespace {

std::vector<Int> shared(Int amount, const std::vector<Int>& weights) {
  std::vector<Int> shares(weights.size(), -1);
  Allocator{}.share(amount, weights, shares);
  return shares;
}

}  // namespace

TEST_CASE("an amount is shared by weight, and what is left goes to the largest remainders") {
  CHECK(shared(100, {1, 1, 2}) == std::vector<Int>{25, 25, 50});
  // 10 × 2/7 = 2 6/7, 10 × 3/7 = 4 2/7, 10 × 2/7 = 2 6/7: two are left, and go to the first and the third.
  CHECK(shared(10, {2, 3, 2}) == std::vector<Int>{3, 4, 3});
}

TEST_CASE("equal remainders go to the earlier item: three units at 100 for 250") {
  CHECK(shared(50, {100, 100, 100}) == std::vector<Int>{17, 17, 16});
}

TEST_CASE("an item without weight gets nothing; without any weight nobody does") {
  CHECK(shared(7, {0, 5, 0}) == std::vector<Int>{0, 7, 0});
  CHECK(shared(0, {0, 0}) == std::vector<Int>{0, 0});
}

TEST_CASE("products beyond 64 bits are exact") {
  const Int large = 1'000'000'000'000;
  CHECK(shared(large, {large, large, large - 1}) ==
        std::vector<Int>{333'333'333'334, 333'333'333'333, 333'333'333'333});
}

TEST_CASE("shares always sum to the amount, and none is off by a whole unit") {
  std::mt19937 random{4};
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Int> weights(1 + random() % 12);
    for (Int& weight : weights) weight = static_cast<Int>(random() % 1'000);
    const Int total = std::accumulate(weights.begin(), weights.end(), Int{0});
    if (total == 0) continue;
    const Int amount = static_cast<Int>(random()) % (total + 1);
    const std::vector<Int> shares = shared(amount, weights);
    CHECK(std::accumulate(shares.begin(), shares.end(), Int{0}) == amount);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Int floor = amount * weights[i] / total;
      CHECK((shares[i] == floor || shares[i] == floor + 1));
    }
  }
}
