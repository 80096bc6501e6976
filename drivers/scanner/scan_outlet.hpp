#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "kazasu/drivers/scan/pack_marks.hpp"
#include "kazasu/drivers/scan/repeat_filter.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"

namespace kazasu::drivers {

/// A scanner's way to the sink: scans, faults, and the notices of its coming and going, none of them twice.
class ScanOutlet {
 public:
  /// All but `repeat` outlive it.
  ScanOutlet(const std::string& uri, Clock& clock, DeviceSink& sink, std::chrono::milliseconds repeat)
      : uri_(uri), clock_(clock), sink_(sink), repeats_(repeat) {}

  void ready();
  /// Tells why the device cannot be opened, once. A device that is plugged in again may for a moment be there without
  /// permission, so a new reason counts only when it comes twice.
  void cannot_open(const Error& error);
  void lost(std::string detail);

  void scan(ScanSighting scan, std::int64_t monotonic_ns);
  void fault(Error error);
  [[nodiscard]] std::int64_t now_ns() { return clock_.monotonic_ns(); }

 private:
  void post(DeviceNotice::Kind kind, Error error);

  const std::string& uri_;
  Clock& clock_;
  DeviceSink& sink_;
  RepeatFilter repeats_;
  PackMarks marks_;
  std::optional<ErrorCode> attempted_;  ///< why the last attempt to open failed
  std::optional<ErrorCode> announced_;  ///< what the sink was last told
};

}  // namespace kazasu::drivers
