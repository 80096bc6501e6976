#include "kazasu/drivers/system/system_clock.hpp"

#include <time.h>

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kNsPerMs = 1'000'000;

std::int64_t read_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * kNsPerSecond + now.tv_nsec;
}

}  // namespace

std::int64_t SystemClock::wall_unix_ms() { return read_ns(CLOCK_REALTIME) / kNsPerMs; }
std::int64_t SystemClock::monotonic_ns() { return read_ns(CLOCK_MONOTONIC); }

}  // namespace kazasu::drivers
