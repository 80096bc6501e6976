#include "kazasu/drivers/system/system_clock.hpp"

#include <ctime>

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kMsPerSecond = 1'000;
constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

// clock_gettime fails only for a clock that does not exist; POSIX requires CLOCK_REALTIME and Linux has both.
timespec read_clock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now;
}

}  // namespace

std::int64_t SystemClock::wall_unix_ms() {
  const timespec now = read_clock(CLOCK_REALTIME);
  return std::int64_t{now.tv_sec} * kMsPerSecond + now.tv_nsec / kNsPerMs;
}

std::int64_t SystemClock::monotonic_ns() {
  const timespec now = read_clock(CLOCK_MONOTONIC);
  return std::int64_t{now.tv_sec} * kNsPerSecond + now.tv_nsec;
}

}  // namespace kazasu::drivers
