#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/repeat_filter.hpp"

using namespace kazasu;
using drivers::RepeatFilter;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kMs = 1'000'000;

ScanSighting scan(const char* symbology, std::string_view data) {
  const BytesView bytes = as_bytes(data);
  return {symbology, {bytes.begin(), bytes.end()}};
}

}  // namespace

TEST_CASE("the same digits in another symbology are another scan") {
  RepeatFilter filter{milliseconds{500}};
  CHECK_FALSE(filter.repeats(scan("E4", "49012347"), 0));
  CHECK_FALSE(filter.repeats(scan("C0", "49012347"), 10 * kMs));
  CHECK(filter.repeats(scan("C0", "49012347"), 20 * kMs));
}

TEST_CASE("the window is open to its end and not at it") {
  RepeatFilter filter{milliseconds{500}};
  CHECK_FALSE(filter.repeats(scan("E4", "49012347"), 0));
  CHECK(filter.repeats(scan("E4", "49012347"), 500 * kMs - 1));
  CHECK_FALSE(filter.repeats(scan("E4", "49012347"), 1'000 * kMs - 1));
}

TEST_CASE("with no window every scan is new") {
  RepeatFilter filter{milliseconds{0}};
  CHECK_FALSE(filter.repeats(scan("E4", "49012347"), 0));
  CHECK_FALSE(filter.repeats(scan("E4", "49012347"), 0));
}
