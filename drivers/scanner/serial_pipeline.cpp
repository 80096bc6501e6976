#include "scanner/serial_pipeline.hpp"

#include <utility>

namespace kazasu::drivers {

void SerialPipeline::feed(BytesView bytes, std::int64_t monotonic_ns, ScanOutlet& outlet) {
  framer_->feed(bytes, monotonic_ns, scans_);
  publish(outlet);
}

void SerialPipeline::pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) {
  framer_->pass_time(monotonic_ns, scans_);
  publish(outlet);
}

void SerialPipeline::reset(ScanOutlet&) {
  framer_->reset();
}

Result<ScanSighting> SerialPipeline::read_framed(const FramedScan& framed) const {
  const bool told = !framed.symbology.empty();
  const AimMode aim = told && content_.aim == AimMode::required ? AimMode::detect : content_.aim;
  auto scan = read_scan(framed.data, aim, content_.payload);
  if (scan && scan->symbology.empty()) scan->symbology = framed.symbology;
  return scan;
}

void SerialPipeline::publish(ScanOutlet& outlet) {
  constexpr std::uint8_t kAck = 0x06, kNak = 0x15;
  answers_ = framer_->take_answers();
  for (const FramedScan& framed : scans_) {
    // The tail of a scan that was answered before is not asked for again.
    if (acknowledge_ && framed.fault != ScanFault::tail_of_broken_scan) answers_.push_back(framed.fault ? kNak : kAck);
    if (framed.fault) {
      outlet.fault(scan_error(*framed.fault, framer_->explain(*framed.fault)));
    } else if (auto scan = read_framed(framed)) {
      outlet.scan(std::move(*scan), framed.monotonic_ns);
    } else {
      outlet.fault(scan.error());
    }
  }
  scans_.clear();
}

}  // namespace kazasu::drivers
