#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/error.hpp"

namespace kazasu::drivers {

/// How a serial scanner marks the end of a scan, and what it puts around it.
struct ScanFraming {
  std::string prefix;                   ///< sent before the data; cut off
  bool aim_identifiers = true;          ///< the data begins with `]` and two characters
  std::int64_t idle_ms = 100;           ///< a scan that stops in the middle for so long is broken
  /// The same scan again within this time is one scan: for presentation scanners only, as two bottles are two scans. 0: never.
  std::int64_t repeat_ms = 0;
};

/// One scan, or what went wrong instead.
struct FramedScan {
  std::string symbology;  ///< AIM identifier without `]`
  Bytes data;
  std::optional<Error> error;
};

/// Cuts a stream of bytes into whole scans: CR LF, CR or LF ends one, a lone terminator is nothing, STX drops what came
/// before it. Pure: time is given. An error never takes the next good scan with it.
class ScanFramer {
 public:
  explicit ScanFramer(ScanFraming framing) : framing_(std::move(framing)) {}

  void take(BytesView bytes, std::int64_t monotonic_ms, std::vector<FramedScan>& scans);
  /// Tells that nothing came until now; a scan that stopped in the middle becomes `scan_broken`.
  void idle(std::int64_t monotonic_ms, std::vector<FramedScan>& scans);
  /// Forgets what came so far, as after an unplug.
  void reset();
  [[nodiscard]] bool in_the_middle() const { return !pending_.empty() || overflowed_; }

 private:
  void finish(std::int64_t now, std::vector<FramedScan>& scans);
  [[nodiscard]] FramedScan parse() const;

  ScanFraming framing_;
  Bytes pending_;
  bool overflowed_ = false;
  std::int64_t last_byte_ms_ = 0;
  Bytes last_scan_;
  std::int64_t last_scan_ms_ = 0;
  bool has_last_scan_ = false;
};

}  // namespace kazasu::drivers
