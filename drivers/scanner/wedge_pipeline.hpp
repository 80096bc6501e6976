#pragma once

#include <linux/input.h>

#include <vector>

#include "kazasu/drivers/scan/wedge_keys.hpp"
#include "scanner/scan_pipeline.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {

/// Scans in the events of a scanner that types: `struct input_event`, whole ones.
class WedgePipeline final : public ScanPipeline {
 public:
  WedgePipeline(const WedgeSettings& keys, const ScanContentSettings& content)
      : keys_(keys), content_(content), reader_(keys) {}

  void feed(BytesView events, std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  void pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override { return reader_.deadline_ns(); }
  void reset(ScanOutlet& outlet) override;

 private:
  void take(const input_event& event, std::int64_t monotonic_ns);
  void publish(ScanOutlet& outlet);
  [[nodiscard]] std::string explanation(ScanFault fault) const;

  WedgeSettings keys_;
  ScanContentSettings content_;
  WedgeReader reader_;
  bool dropping_ = false;  ///< between SYN_DROPPED and the next SYN_REPORT: those events are not whole
  std::vector<WedgeScan> scans_;
};

}  // namespace kazasu::drivers
