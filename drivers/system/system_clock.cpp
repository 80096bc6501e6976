#include "kazasu/drivers/system/system_clock.hpp"

#include <charconv>
#include <ctime>
#include <fstream>
#include <string>

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kMsPerSecond = 1'000;
constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

// clock_gettime fails only for a clock that does not exist; POSIX requires CLOCK_REALTIME and Linux has them.
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
  const timespec now = read_clock(CLOCK_BOOTTIME);
  return std::int64_t{now.tv_sec} * kNsPerSecond + now.tv_nsec;
}

/// The first 12 hexadecimal digits of the kernel's random UUID: those without its version.
std::uint64_t SystemClock::boot_id() {
  constexpr std::size_t kFirst = 8, kSecond = 4;
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  std::string uuid;
  if (!std::getline(file, uuid) || uuid.size() < kFirst + 1 + kSecond) return 0;
  const std::string digits = uuid.substr(0, kFirst) + uuid.substr(kFirst + 1, kSecond);
  std::uint64_t number = 0;
  const auto [read_to, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return wrong == std::errc{} && read_to == digits.data() + digits.size() ? number : 0;
}

}  // namespace kazasu::drivers
