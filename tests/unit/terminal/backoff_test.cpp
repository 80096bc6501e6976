#include "backoff.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <vector>

using namespace kazasu;
using std::chrono::milliseconds;

namespace {

std::vector<milliseconds> pauses(std::uint64_t seed, int failures) {
  Backoff backoff{seed};
  std::vector<milliseconds> found;
  for (int i = 0; i < failures; ++i) found.push_back(backoff.failed());
  return found;
}

}  // namespace

TEST_CASE("back-off: each failure doubles the pause up to a minute, of which half is random") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    milliseconds longest{500};
    for (const milliseconds pause : pauses(seed, 12)) {
      CAPTURE(seed, pause.count(), longest.count());
      CHECK(pause >= longest / 2);
      CHECK(pause <= longest);
      longest = std::min(longest * 2, milliseconds{60'000});
    }
  }
}

TEST_CASE("back-off: the random half is used whole, and differs from terminal to terminal") {
  std::set<milliseconds> first, tenth;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto found = pauses(seed, 10);
    first.insert(found.front());
    tenth.insert(found.back());
  }
  CHECK(first.size() > 150);  // of 251 there can be
  CHECK(tenth.size() > 450);
  CHECK(*tenth.rbegin() - *tenth.begin() > milliseconds{29'000});
  CHECK(pauses(7, 10) == pauses(7, 10));
}

TEST_CASE("back-off: a round that succeeds begins it anew") {
  Backoff backoff{1};
  for (int i = 0; i < 9; ++i) (void)backoff.failed();
  CHECK(backoff.failures() == 9);
  backoff.succeeded();
  CHECK(backoff.failures() == 0);
  CHECK(backoff.failed() <= Backoff::kFirst);
}

TEST_CASE("back-off: what the ledger asks for is kept, with up to a quarter on top; a longer pause of its own stays") {
  std::set<milliseconds> found;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Backoff backoff{seed};
    const milliseconds pause = backoff.failed(milliseconds{60'000});
    CHECK(pause >= milliseconds{60'000});
    CHECK(pause <= milliseconds{75'000});
    found.insert(pause);
    for (int i = 0; i < 10; ++i) (void)backoff.failed();
    CHECK(backoff.failed(milliseconds{1'000}) >= milliseconds{30'000});
  }
  CHECK(found.size() > 190);
}
