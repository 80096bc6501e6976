#pragma once

#include <chrono>
#include <cstdint>

#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// Tells a code that still lies under a presentation scanner from one shown again. One filter per device.
/// Only consecutive equal scans count, and each renews the window: two bottles of one item are two scans.
class RepeatFilter {
 public:
  /// `window` 0: every scan is new (a scanner with a trigger reads as often as it is pulled).
  explicit RepeatFilter(std::chrono::milliseconds window) : window_(window) {}

  /// Whether `scan` repeats the one before it within the window.
  bool repeats(const ScanSighting& scan, std::int64_t monotonic_ns);

 private:
  std::chrono::milliseconds window_;
  bool any_ = false;
  ScanSighting last_;
  std::int64_t last_ns_ = 0;
};

}  // namespace kazasu::drivers
