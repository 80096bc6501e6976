#include "scanner/hid_pos_pipeline.hpp"

#include <utility>

namespace kazasu::drivers {
namespace {

std::string_view explanation(ScanFault fault) {
  switch (fault) {
    case ScanFault::bad_count: return "a report counts more bytes than it has";
    case ScanFault::bad_length: return "a report is shorter than its descriptor says";
    case ScanFault::incomplete: return "the report that continues the scan did not come";
    default: return "reports of more than 8192 bytes without an end";
  }
}

}  // namespace

void HidPosPipeline::feed(BytesView report, std::int64_t monotonic_ns, ScanOutlet& outlet) {
  assembler_.feed(report, monotonic_ns, scans_);
  publish(outlet);
}

void HidPosPipeline::pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) {
  assembler_.pass_time(monotonic_ns, scans_);
  publish(outlet);
}

void HidPosPipeline::reset(ScanOutlet& outlet) {
  assembler_.end(outlet.now_ns(), scans_);
  publish(outlet);
}

void HidPosPipeline::publish(ScanOutlet& outlet) {
  for (const HidPosScan& scan : scans_) {
    if (scan.fault) {
      outlet.fault(scan_error(*scan.fault, explanation(*scan.fault)));
      continue;
    }
    // An identifier in its own field leaves none to be split off the data.
    auto read = read_scan(scan.data, scan.symbology.empty() ? content_.aim : AimMode::none, content_.payload);
    if (!read) {
      outlet.fault(read.error());
      continue;
    }
    if (!scan.symbology.empty() && content_.aim != AimMode::none) read->symbology = scan.symbology;
    outlet.scan(std::move(*read), scan.monotonic_ns);
  }
  scans_.clear();
}

}  // namespace kazasu::drivers
