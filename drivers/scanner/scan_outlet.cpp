#include "scanner/scan_outlet.hpp"

#include <utility>

namespace kazasu::drivers {

void ScanOutlet::ready() {
  announced_.reset();
  attempted_.reset();
  post(DeviceNotice::Kind::ready, {ErrorCode::internal, {}});
}

void ScanOutlet::cannot_open(const Error& error) {
  const bool again = attempted_ == error.code;
  const bool first = !attempted_ && !announced_;
  attempted_ = error.code;
  if (announced_ == error.code || !(again || first)) return;
  if (announced_ == ErrorCode::device_lost && error.code == ErrorCode::device_not_found) return;
  announced_ = error.code;
  post(DeviceNotice::Kind::failed, error);
}

void ScanOutlet::lost(std::string detail) {
  announced_ = ErrorCode::device_lost;
  post(DeviceNotice::Kind::lost, {ErrorCode::device_lost, std::move(detail)});
}

void ScanOutlet::scan(ScanSighting scan, std::int64_t monotonic_ns) {
  if (repeats_.repeats(scan, monotonic_ns)) return;
  scan.second_mark = marks_.is_second(scan, monotonic_ns);
  sink_.on_sighting({.device = uri_, .monotonic_ns = monotonic_ns, .seen = std::move(scan)});
}

void ScanOutlet::fault(Error error) {
  post(DeviceNotice::Kind::failed, std::move(error));
}

void ScanOutlet::post(DeviceNotice::Kind kind, Error error) {
  sink_.on_notice({.device = uri_, .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
}

}  // namespace kazasu::drivers
