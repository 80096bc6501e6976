#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "scanner/scan_pipeline.hpp"
#include "scanner/serial_settings.hpp"

namespace kazasu::drivers {

/// Scans in the bytes of a serial line.
class SerialPipeline final : public ScanPipeline {
 public:
  /// `acknowledge`: each frame is answered, ACK to a whole one and NAK to a broken one.
  SerialPipeline(std::unique_ptr<LineFramer> framer, const ScanContentSettings& content, bool acknowledge)
      : framer_(std::move(framer)), content_(content), acknowledge_(acknowledge) {}

  void feed(BytesView bytes, std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  void pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override { return framer_->deadline_ns(); }
  void reset(ScanOutlet& outlet) override;
  /// What the scanner is to be sent since this was last asked.
  [[nodiscard]] Bytes take_answers() { return std::exchange(answers_, {}); }

 private:
  void publish(ScanOutlet& outlet);
  [[nodiscard]] Result<ScanSighting> read_framed(const FramedScan& framed) const;

  std::unique_ptr<LineFramer> framer_;
  ScanContentSettings content_;
  bool acknowledge_;
  std::vector<FramedScan> scans_;
  Bytes answers_;
};

}  // namespace kazasu::drivers
