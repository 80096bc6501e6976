#include "kazasu/drivers/statistics/device_statistics.hpp"

#include <algorithm>

namespace kazasu::drivers {
namespace {

constexpr double kHourNs = 3.6e12;

template <class Container>
std::int64_t median(const Container& values) {
  if (values.empty()) return 0;
  std::vector<std::int64_t> sorted{values.begin(), values.end()};
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

}  // namespace

StatisticsSink::StatisticsSink(DeviceSink& sink, Clock& clock, const StatisticsByDevice& earlier)
    : sink_(sink), clock_(clock) {
  for (const auto& [device, counted] : earlier)
    devices_[device] = {.so_far = counted, .powered_ns = static_cast<std::int64_t>(counted.hours_powered * kHourNs)};
}

/// The first reads that are ever counted of a device say how long one takes while it is new.
void StatisticsSink::count_read_time(Counted& device, std::int64_t read_us) {
  if (device.so_far.first_read_us == 0) {
    device.first_reads_us.push_back(read_us);
    if (device.first_reads_us.size() < kSample) return;
    device.so_far.first_read_us = std::max<std::int64_t>(median(device.first_reads_us), 1);
    device.so_far.median_read_us = device.so_far.first_read_us;
    device.first_reads_us.clear();
    return;
  }
  device.newest_reads_us.push_back(read_us);
  if (device.newest_reads_us.size() > kSample) device.newest_reads_us.pop_front();
}

void StatisticsSink::on_sighting(Sighting sighting) {
  {
    const std::lock_guard lock{mutex_};
    Counted& device = devices_[sighting.device];
    ++device.so_far.good_reads;
    device.so_far.scanner = device.so_far.scanner || std::holds_alternative<ScanSighting>(sighting.seen);
    device.so_far.retries += sighting.attempts > 1 ? sighting.attempts - 1U : 0U;
    const std::int64_t read_us = std::max<std::int64_t>(clock_.monotonic_ns() - sighting.monotonic_ns, 0) / 1'000;
    count_read_time(device, read_us);
  }
  sink_.on_sighting(std::move(sighting));
}

void StatisticsSink::on_notice(DeviceNotice notice) {
  {
    const std::lock_guard lock{mutex_};
    Counted& device = devices_[notice.device];
    const std::int64_t now = clock_.monotonic_ns();
    switch (notice.kind) {
      case DeviceNotice::Kind::ready: device.ready_since_ns = now; break;
      case DeviceNotice::Kind::lost:
        ++device.so_far.communication_errors;
        if (device.ready_since_ns != 0) device.powered_ns += now - device.ready_since_ns;
        device.ready_since_ns = 0;
        break;
      case DeviceNotice::Kind::card_removed: break;
      case DeviceNotice::Kind::failed: {
        const ErrorCode code = notice.error.code;
        const bool torn = code == ErrorCode::card_removed || code == ErrorCode::scan_broken;
        const bool read = torn || code == ErrorCode::card_timeout || code == ErrorCode::card_answer_invalid ||
                          code == ErrorCode::card_refused || code == ErrorCode::cards_ambiguous ||
                          code == ErrorCode::scan_invalid || code == ErrorCode::scan_too_long;
        device.so_far.scanner = device.so_far.scanner || code == ErrorCode::scan_broken ||
                                code == ErrorCode::scan_invalid || code == ErrorCode::scan_too_long;
        device.so_far.failed_reads += read ? 1 : 0;
        device.so_far.torn_reads += torn ? 1 : 0;
        device.so_far.communication_errors += read ? 0 : 1;
        break;
      }
    }
  }
  sink_.on_notice(std::move(notice));
}

StatisticsByDevice StatisticsSink::statistics() {
  const std::lock_guard lock{mutex_};
  const std::int64_t now = clock_.monotonic_ns();
  StatisticsByDevice all;
  for (const auto& [uri, device] : devices_) {
    DeviceStatistics one = device.so_far;
    const std::int64_t powered = device.powered_ns + (device.ready_since_ns != 0 ? now - device.ready_since_ns : 0);
    one.hours_powered = static_cast<double>(powered) / kHourNs;
    if (!device.newest_reads_us.empty()) one.median_read_us = median(device.newest_reads_us);
    if (!device.first_reads_us.empty()) one.median_read_us = median(device.first_reads_us);
    if (device.newest_reads_us.size() == kSample) one.read_time_drift_us = one.median_read_us - one.first_read_us;
    all.emplace(uri, one);
  }
  return all;
}

}  // namespace kazasu::drivers
