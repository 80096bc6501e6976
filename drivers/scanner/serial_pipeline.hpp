#pragma once

#include <string>
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

 private:
  void publish(ScanOutlet& outlet);
  [[nodiscard]] std::string explanation(ScanFault fault) const;

  ScanFraming framing_;
  ScanContentSettings content_;
  ScanFramer framer_;
  std::vector<FramedScan> scans_;
};

}  // namespace kazasu::drivers
