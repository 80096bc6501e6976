#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/bytes.hpp"
#include "scanner/scan_outlet.hpp"

namespace kazasu::drivers {

/// Makes scans of what a device sends: the part that real and simulated scanners share. Touches no device; time comes
/// in from outside.
class ScanPipeline {
 public:
  virtual ~ScanPipeline() = default;
  /// What one read gave: bytes of a line, one HID report, or whole evdev events.
  virtual void feed(BytesView bytes, std::int64_t monotonic_ns, ScanOutlet& outlet) = 0;
  /// Nothing came until `monotonic_ns`; call it when `deadline_ns` has come.
  virtual void pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) = 0;
  [[nodiscard]] virtual std::optional<std::int64_t> deadline_ns() const = 0;
  /// The device has gone: what has begun will not end.
  virtual void reset(ScanOutlet& outlet) = 0;
};

}  // namespace kazasu::drivers
