// The engine against the brute force on random baskets. KAZASU_PROPERTY_BASKETS sets how many, KAZASU_PROPERTY_SEED
// where the seeds begin; a failure names the seed of its basket.
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <iostream>

#include "brute_force.hpp"
#include "kazasu/pricing/quote.hpp"
#include "quote_text.hpp"
#include "random_sale.hpp"

using namespace kazasu;
using property::Random;
using property::text_of;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("a quote is the best of all selections") {
  const std::uint64_t first = setting("KAZASU_PROPERTY_SEED", 1);
  const std::uint64_t baskets = setting("KAZASU_PROPERTY_BASKETS", 20'000);
  std::cout << "baskets of seeds " << first << " to " << first + baskets - 1 << '\n';
  for (std::uint64_t seed = first; seed < first + baskets; ++seed) {
    Random random{seed};
    const QuoteRequest request = property::random_request(random, random.one_in(50) ? 17 : 12);
    const auto found = quote(request);
    INFO("seed " << seed);
    if (!found) FAIL(describe(found.error()));
    if (text_of(*found) != text_of(brute_force::quote(request))) {
      CHECK(text_of(*found) == text_of(brute_force::quote(request)));
      return;
    }
  }
}
