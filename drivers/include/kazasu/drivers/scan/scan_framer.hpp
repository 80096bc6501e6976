#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kazasu/drivers/scan/line_framer.hpp"

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
  /// One more byte behind the terminator: the XOR of all bytes after the prefix, the terminator among them (Denso's
  /// block check). Needs a prefix and one terminator.
  bool block_check = false;
  /// Bytes of one scan without prefix and terminator. A QR code holds 7089 digits or 2953 bytes.
  std::size_t max_bytes = 8192;
};

/// Cuts the bytes of a line into scans by marks before and behind them; memory is bounded by `max_bytes`. A terminator
/// alone is no scan. STX (02) drops what came before it.
class ScanFramer final : public LineFramer {
 public:
  explicit ScanFramer(ScanFraming framing);

  void pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override;
  void reset() override;
  [[nodiscard]] std::string explain(ScanFault fault) const override;

 private:
  enum class State {
    between,     ///< no scan has begun; with a prefix: it has not come yet
    data,        ///< inside a scan
    check,       ///< behind the terminator: the block check comes next
    discarding,  ///< in the rest of a scan that was too long
    tail,        ///< in the rest of a broken scan
  };

  void take(std::uint8_t byte, std::vector<FramedScan>& scans) override;
  void take_between(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_data(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_check(std::uint8_t byte, std::vector<FramedScan>& scans);
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
  std::optional<std::int64_t> tail_until_ns_;  ///< what begins before is the rest of a broken scan
};

}  // namespace kazasu::drivers
