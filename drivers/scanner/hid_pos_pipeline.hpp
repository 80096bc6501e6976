#pragma once

#include <vector>

#include "kazasu/drivers/scan/hid_pos.hpp"
#include "scanner/scan_pipeline.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {

/// Scans in the reports of a HID POS scanner.
class HidPosPipeline final : public ScanPipeline {
 public:
  HidPosPipeline(const HidPosLayout& layout, const ScanContentSettings& content)
      : content_(content), assembler_(layout) {}

  void feed(BytesView report, std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  void pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override { return assembler_.deadline_ns(); }
  void reset(ScanOutlet& outlet) override;

 private:
  void publish(ScanOutlet& outlet);

  ScanContentSettings content_;
  HidPosAssembler assembler_;
  std::vector<HidPosScan> scans_;
};

}  // namespace kazasu::drivers
