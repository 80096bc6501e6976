#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scanner/scan_pipeline.hpp"
#include "scanner/serial_settings.hpp"

namespace kazasu::drivers {

/// Scans in the bytes of a serial line.
class SerialPipeline final : public ScanPipeline {
 public:
  SerialPipeline(const ScanFraming& framing, const ScanContentSettings& content)
      : framing_(framing), content_(content), framer_(framing) {}

  void feed(BytesView bytes, std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  void pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override { return framer_.deadline_ns(); }
  void reset(ScanOutlet& outlet) override;
  /// What the scanner is to be told since it was last asked: ACK for each whole frame, whatever it held, and NAK for
  /// each broken one.
  [[nodiscard]] Bytes take_answers() { return std::exchange(answers_, {}); }

 private:
  void publish(ScanOutlet& outlet);
  [[nodiscard]] std::string explanation(ScanFault fault) const;

  ScanFraming framing_;
  ScanContentSettings content_;
  ScanFramer framer_;
  std::vector<FramedScan> scans_;
  Bytes answers_;
};

}  // namespace kazasu::drivers
