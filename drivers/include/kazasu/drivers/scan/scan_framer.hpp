#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// How a scanner marks where a scan begins and ends.
struct ScanFraming {
  /// Bytes before every scan; a scan without them is a fault, what lies between scans is dropped. Empty: none required.
  Bytes prefix;
  /// Any of these ends a scan: non-empty strings. None: silence ends it (`idle_ends`).
  std::vector<Bytes> terminators{{'\r', '\n'}, {'\r'}, {'\n'}};
  /// Silence after which a scan that has begun is over: broken, or complete if `idle_ends`.
  std::chrono::milliseconds idle{100};
  bool idle_ends = false;
  /// Bytes of one scan without prefix and terminator. A QR code holds 7089 digits or 2953 bytes.
  std::size_t max_bytes = 8192;
};

/// One scan, or why it is none.
struct FramedScan {
  Bytes data;                      ///< without prefix and terminator; empty with a fault
  std::optional<ScanFault> fault;  ///< missing_prefix, missing_terminator, tail_of_broken_scan, too_long
  std::int64_t monotonic_ns = 0;   ///< when its end was seen

  friend bool operator==(const FramedScan&, const FramedScan&) = default;
};

/// Cuts the bytes of a line into scans. Pure: time comes in with the bytes; memory is bounded by `max_bytes`.
/// A terminator alone is no scan. STX (02) drops what came before it. After a fault the next whole scan is good again.
class ScanFramer {
 public:
  explicit ScanFramer(ScanFraming framing);

  /// Takes bytes that arrived at `monotonic_ns` and appends the scans that they complete to `scans`.
  void feed(BytesView bytes, std::int64_t monotonic_ns, std::vector<FramedScan>& scans);
  /// Silence until `monotonic_ns`: call it when `deadline_ns` has come.
  void pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans);
  /// When silence will end what has begun; nothing while no scan is under way.
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const;
  /// Forgets what has begun: the line was closed.
  void reset();

 private:
  enum class State {
    between,     ///< no scan has begun; with a prefix: it has not come yet
    data,        ///< inside a scan
    discarding,  ///< in the rest of a scan that was too long
    tail,        ///< in the rest of a broken scan
  };

  void take(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_between(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_data(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_discarded(std::uint8_t byte, std::vector<FramedScan>& scans);
  void begin_data();
  void end(std::size_t terminator_size);
  void fail(ScanFault fault, std::int64_t monotonic_ns, std::vector<FramedScan>& scans) const;
  void keep_last(std::size_t bytes);
  [[nodiscard]] std::size_t terminator_at_end() const;
  [[nodiscard]] bool continues_terminator(std::uint8_t byte);
  [[nodiscard]] bool restarts(std::uint8_t byte) const;

  ScanFraming framing_;
  std::size_t longest_terminator_ = 0;
  State state_ = State::between;
  Bytes buffer_;                 ///< data: the scan so far; else: the last bytes, to recognise prefix and terminator
  std::size_t noise_bytes_ = 0;  ///< between, with a prefix: what has come without it
  Bytes last_terminator_;        ///< the one just seen, while the next byte may belong to it (LF after CR)
  std::int64_t last_byte_ns_ = 0;
  std::optional<std::int64_t> tail_until_ns_;  ///< what begins before is the rest of a broken scan
};

}  // namespace kazasu::drivers
