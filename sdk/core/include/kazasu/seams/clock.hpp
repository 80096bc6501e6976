#pragma once

#include <cstdint>

namespace kazasu {

/// The machine's clocks. Thread: any. Blocks: never.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01T00:00:00Z; may jump either way.
  virtual std::int64_t wall_unix_ms() = 0;
  /// Nanoseconds since an arbitrary start; never falls while the machine runs, and goes on while it sleeps.
  virtual std::int64_t monotonic_ns() = 0;
  /// Another number after each start of the machine, by which monotonic times of two processes can be compared or not;
  /// 0: not known, and nothing is compared.
  virtual std::uint64_t boot_id() { return 0; }
};

}  // namespace kazasu
