#include "pricing/bit_rows.hpp"

#include <catch2/catch_test_macros.hpp>
#include <random>

using namespace kazasu::pricing;

namespace {

/// As list_bits promises: what stands after one number more than the list is not touched.
std::vector<std::uint32_t> listed(const std::vector<std::uint64_t>& words) {
  constexpr std::uint32_t kUntouched = 0xfefe'fefe;
  std::size_t set = 0;
  for (const std::uint64_t word : words) set += static_cast<std::size_t>(std::popcount(word));
  std::vector<std::uint32_t> numbers(set + 2, kUntouched);
  REQUIRE(list_bits(words, numbers.data()) == set);
  CHECK(numbers.back() == kUntouched);
  numbers.resize(set);
  return numbers;
}

std::vector<std::uint32_t> one_by_one(const std::vector<std::uint64_t>& words) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t bit = 0; bit < words.size() * 64; ++bit) {
    if (has_bit(words, bit)) numbers.push_back(bit);
  }
  return numbers;
}

}  // namespace

TEST_CASE("bits are listed in order, whatever words stand empty or full") {
  constexpr std::uint64_t kFull = ~std::uint64_t{0}, kFirst = 1, kLast = std::uint64_t{1} << 63;
  const std::vector<std::vector<std::uint64_t>> cases = {
      {}, {0}, {kFirst}, {kLast}, {kFull}, {0, 0, kLast}, {kFirst, 0, 0}, {0, kFull, 0, kFirst | kLast, 0}};
  for (const auto& words : cases) CHECK(listed(words) == one_by_one(words));
}

TEST_CASE("random bits are listed in order") {
  std::mt19937_64 random{7};
  for (int round = 0; round < 1'000; ++round) {
    std::vector<std::uint64_t> words(random() % 20);
    // Sparse and dense words by turns.
    for (std::uint64_t& word : words) word = random() % 3 == 0 ? random() : random() & random() & random() & random();
    CHECK(listed(words) == one_by_one(words));
  }
}
