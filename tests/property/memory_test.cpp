// After warm-up a quote takes no memory from the heap. This program counts every allocation.
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <new>

#include "kazasu/pricing/quote.hpp"
#include "random_sale.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

using namespace kazasu;

TEST_CASE("a quote like one before allocates nothing") {
  property::Random random{7};
  const QuoteRequest request = property::random_request(random, 12);
  std::vector<Sale> sales;
  std::shared_ptr<const OfferIndex> index;
  std::vector<Offer> offers;
  for (int i = 0; i < 40; ++i) {
    const QuoteRequest other = property::random_request(random, 12);
    sales.push_back(other.sale);
    for (Offer offer : other.offers) {
      offer.id += "-of-request-" + std::to_string(i);  // longer than a string holds without the heap
      offers.push_back(std::move(offer));
    }
    if (sales.back().member) {
      for (const Offer& offer : offers) sales.back().member->coupons.push_back(offer.id);
    }
  }
  Program program = request.program;
  program.wallets.clear();
  for (const char* wallet : {"alliance", "mall"})
    program.wallets.push_back({wallet, {}, program.award, program.redeem});
  auto built = OfferIndex::build(program, std::move(offers));
  REQUIRE(built);
  index = std::move(*built);
  QuoteEngine engine;
  Quote quote;
  QuoteOptions options;
  options.search_steps = 2'000;
  for (const Explain explain : {Explain::none, Explain::candidates}) {
    options.explain = explain;
    for (int round = 0; round < 3; ++round) {
      for (const Sale& sale : sales) REQUIRE(engine.quote(*index, sale, quote, options));
    }
    std::uint64_t taken = 0;
    for (const Sale& sale : sales) {
      const std::uint64_t before = allocations;
      const bool done = engine.quote(*index, sale, quote, options).ok();
      taken += allocations - before;
      REQUIRE(done);
    }
    CHECK(taken == 0);
  }
}
