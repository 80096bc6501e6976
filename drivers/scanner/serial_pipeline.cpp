#include "scanner/serial_pipeline.hpp"

#include <utility>

namespace kazasu::drivers {

void SerialPipeline::feed(BytesView bytes, std::int64_t monotonic_ns, ScanOutlet& outlet) {
  framer_.feed(bytes, monotonic_ns, scans_);
  publish(outlet);
}

void SerialPipeline::pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) {
  framer_.pass_time(monotonic_ns, scans_);
  publish(outlet);
}

void SerialPipeline::reset(ScanOutlet&) {
  framer_.reset();
}

void SerialPipeline::publish(ScanOutlet& outlet) {
  constexpr std::uint8_t kAck = 0x06, kNak = 0x15;
  answers_.clear();
  for (const FramedScan& framed : scans_) {
    // The tail of a scan that was answered before is not asked for again.
    if (framed.fault != ScanFault::tail_of_broken_scan) answers_.push_back(framed.fault ? kNak : kAck);
    if (framed.fault) {
      outlet.fault(scan_error(*framed.fault, explanation(*framed.fault)));
    } else if (auto scan = read_scan(framed.data, content_.aim, content_.payload)) {
      outlet.scan(std::move(*scan), framed.monotonic_ns);
    } else {
      outlet.fault(scan.error());
    }
  }
  scans_.clear();
}

std::string SerialPipeline::explanation(ScanFault fault) const {
  const std::string idle = std::to_string(framing_.idle.count()) + " ms";
  switch (fault) {
    case ScanFault::missing_terminator: return "silence for " + idle + " before the terminator came";
    case ScanFault::tail_of_broken_scan: return "the rest of a scan that silence for " + idle + " had broken";
    case ScanFault::missing_prefix: return "a scan came without the prefix that the URI asks for";
    default: return "more than " + std::to_string(framing_.max_bytes) + " bytes without a terminator";
  }
}

}  // namespace kazasu::drivers
