#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// One scan, or why it is none.
struct FramedScan {
  Bytes data;                      ///< without what marks its beginning and end; empty with a fault
  std::optional<ScanFault> fault;  ///< of those of a line: missing_prefix to decoder_failed of ScanFault
  std::int64_t monotonic_ns = 0;   ///< when its end was seen
  std::string symbology = {};      ///< AIM identifier without `]`, where the frame itself tells it

  friend bool operator==(const FramedScan&, const FramedScan&) = default;
};

/// Cuts the bytes of a line into scans. Pure: time comes in with the bytes; memory is bounded. After a fault the next
/// whole scan is good again.
class LineFramer {
 public:
  virtual ~LineFramer() = default;
  /// Takes bytes that arrived at `monotonic_ns` and appends the scans that they complete to `scans`.
  void feed(BytesView bytes, std::int64_t monotonic_ns, std::vector<FramedScan>& scans) {
    pass_time(monotonic_ns, scans);
    last_byte_ns_ = monotonic_ns;
    for (const std::uint8_t byte : bytes) take(byte, scans);
  }
  /// Silence until `monotonic_ns`: call it when `deadline_ns` has come.
  virtual void pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) = 0;
  /// When silence will end what has begun; nothing while no scan is under way.
  [[nodiscard]] virtual std::optional<std::int64_t> deadline_ns() const = 0;
  /// Forgets what has begun: the line was closed.
  virtual void reset() = 0;
  /// What the scanner is to be sent since this was last asked, where its frames want answers of their own.
  [[nodiscard]] virtual Bytes take_answers() { return {}; }
  /// What a fault of this line means, with the settings that it comes from.
  [[nodiscard]] virtual std::string explain(ScanFault fault) const = 0;

 protected:
  virtual void take(std::uint8_t byte, std::vector<FramedScan>& scans) = 0;

  std::int64_t last_byte_ns_ = 0;
};

}  // namespace kazasu::drivers
