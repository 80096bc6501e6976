#pragma once

#include <chrono>
#include <cstddef>

#include "kazasu/drivers/scan/line_framer.hpp"

namespace kazasu::drivers {

/// A scanner that says how long a scan is before it sends it, so that the data may hold any byte.
struct LengthFraming {
  Bytes prefix;               ///< before the length; empty: none. With one, the next scan is found without a silence
  unsigned length_bytes = 2;  ///< 1 or 2
  bool little_endian = false;
  /// Silence after which a scan that has begun is broken.
  std::chrono::milliseconds idle{100};
  std::size_t max_bytes = 8192;  ///< of one scan's data
};

/// Cuts a line into prefix, length and so many bytes of data. What does not begin with the prefix is a fault and
/// dropped up to a silence or the next prefix, what is longer than allowed up to a silence. A length of 0 is no scan.
class LengthFramer final : public LineFramer {
 public:
  explicit LengthFramer(LengthFraming framing);

  void pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override;
  void reset() override;
  [[nodiscard]] std::string explain(ScanFault fault) const override;

 private:
  enum class State {
    prefix,  ///< the next byte belongs to the prefix, or is noise
    length,
    data,
    dropping,  ///< until silence: where the next scan begins cannot be known
  };

  void take(std::uint8_t byte, std::vector<FramedScan>& scans) override;
  void take_prefix(std::uint8_t byte, std::vector<FramedScan>& scans);
  void take_length(std::uint8_t byte, std::vector<FramedScan>& scans);
  void begin();

  LengthFraming framing_;
  State state_ = State::prefix;
  Bytes buffer_;            ///< the state's bytes so far
  std::size_t wanted_ = 0;  ///< data: how many in all
  bool noise_ = false;      ///< something came where a prefix should have been
};

}  // namespace kazasu::drivers
