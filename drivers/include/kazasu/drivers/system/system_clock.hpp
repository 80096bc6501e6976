#pragma once

#include "kazasu/seams/clock.hpp"

namespace kazasu::drivers {

/// The operating system's clocks: CLOCK_REALTIME and CLOCK_BOOTTIME, which counts sleep. Thread: any.
class SystemClock final : public Clock {
 public:
  std::int64_t wall_unix_ms() override;
  std::int64_t monotonic_ns() override;
  std::uint64_t boot_id() override;
};

}  // namespace kazasu::drivers
