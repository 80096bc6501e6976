#include "scanner/wedge_pipeline.hpp"

#include <cstring>
#include <utility>

namespace kazasu::drivers {

void WedgePipeline::feed(BytesView events, std::int64_t monotonic_ns, ScanOutlet& outlet) {
  while (events.size() >= sizeof(input_event)) {
    input_event event{};
    std::memcpy(&event, events.data(), sizeof event);
    take(event, monotonic_ns);
    events = events.subspan(sizeof event);
  }
  publish(outlet);
}

void WedgePipeline::take(const input_event& event, std::int64_t monotonic_ns) {
  if (event.type == EV_SYN && event.code == SYN_DROPPED) {
    dropping_ = true;
    return reader_.lose_keys(monotonic_ns, scans_);
  }
  if (event.type == EV_SYN && event.code == SYN_REPORT) {
    dropping_ = false;
    return;
  }
  if (event.type != EV_KEY || dropping_ || event.value < 0 || event.value > 2) return;
  reader_.feed({event.code, static_cast<WedgeKey::Motion>(event.value)}, monotonic_ns, scans_);
}

void WedgePipeline::pass_time(std::int64_t monotonic_ns, ScanOutlet& outlet) {
  reader_.pass_time(monotonic_ns, scans_);
  publish(outlet);
}

void WedgePipeline::reset(ScanOutlet&) {
  reader_.reset();
  dropping_ = false;
}

void WedgePipeline::publish(ScanOutlet& outlet) {
  for (const WedgeScan& typed : scans_) {
    if (typed.fault) {
      outlet.fault(scan_error(*typed.fault, explanation(*typed.fault)));
      continue;
    }
    if (mismatched_layout(as_text(typed.data), keys_.layout)) {
      outlet.fault(scan_error(ScanFault::layout_mismatch, explanation(ScanFault::layout_mismatch)));
      continue;
    }
    auto scan = read_scan(typed.data, content_.aim, content_.payload);
    if (scan) {
      outlet.scan(std::move(*scan), typed.monotonic_ns);
    } else {
      outlet.fault(scan.error());
    }
  }
  scans_.clear();
}

std::string WedgePipeline::explanation(ScanFault fault) const {
  const std::string here{name_of(keys_.layout)};
  const std::string there{name_of(keys_.layout == KeyboardLayout::us ? KeyboardLayout::jis : KeyboardLayout::us)};
  switch (fault) {
    case ScanFault::layout_mismatch:
      return "the scanner types in the layout " + there + " and is read as " + here + ": write layout=" + there +
             " in its URI, or set the scanner to " + here;
    case ScanFault::events_lost: return "the kernel dropped keys of a scan; the machine may be overloaded";
    case ScanFault::bad_key: return "a key that the layout " + here + " has no character for";
    case ScanFault::missing_terminator:
      return "silence for " + std::to_string(keys_.idle.count()) +
             " ms before Enter or Tab came; with a scanner that sends neither write terminator=none";
    default: return "more than " + std::to_string(keys_.max_bytes) + " keys without Enter";
  }
}

}  // namespace kazasu::drivers
