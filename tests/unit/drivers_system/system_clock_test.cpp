#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <thread>

#include "kazasu/drivers/system/system_clock.hpp"

using kazasu::drivers::SystemClock;

TEST_CASE("the system clock shows the wall time in milliseconds since 1970") {
  SystemClock clock;
  const auto wall_ms = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const auto before = wall_ms();
  const auto shown = clock.wall_unix_ms();
  CHECK(before <= shown);
  CHECK(shown <= wall_ms());
}

TEST_CASE("the system clock's monotonic time goes on in nanoseconds") {
  SystemClock clock;
  const auto before = clock.monotonic_ns();
  std::this_thread::sleep_for(std::chrono::milliseconds{2});
  CHECK(clock.monotonic_ns() - before >= 2'000'000);
}
