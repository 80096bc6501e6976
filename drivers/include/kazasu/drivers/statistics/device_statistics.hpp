#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"

namespace kazasu::drivers {

/// What a device did since counting began, under UnifiedPOS's names for statistics where it has them.
struct DeviceStatistics {
  bool scanner = false;                    ///< it has scanned; else it is counted as a card reader
  double hours_powered = 0;                ///< HoursPoweredCount: while it was there
  std::uint64_t good_reads = 0;            ///< GoodReadCount; of a scanner GoodScanCount
  std::uint64_t failed_reads = 0;          ///< FailedReadCount: all that gave no sighting
  std::uint64_t torn_reads = 0;            ///< of these: the card or scan was broken off
  std::uint64_t retries = 0;               ///< asked again, and good then
  std::uint64_t communication_errors = 0;  ///< CommunicationErrorCount: it was lost
  std::int64_t median_read_us = 0;         ///< from the card's coming to the sighting, of the newest reads
  /// By how much the newest reads take longer than the first ones; 0 until there are enough of both. A reader whose
  /// antenna or contacts age asks again more often.
  std::int64_t read_time_drift_us = 0;
};

/// Passes on what devices post and counts it, by device. `sink` and `clock` outlive it. Thread: any.
class StatisticsSink final : public DeviceSink {
 public:
  static constexpr std::size_t kSample = 50;  ///< reads that a median is taken of

  StatisticsSink(DeviceSink& sink, Clock& clock) : sink_(sink), clock_(clock) {}
  void on_sighting(Sighting sighting) override;
  void on_notice(DeviceNotice notice) override;

  /// By URI.
  [[nodiscard]] std::map<std::string, DeviceStatistics> statistics();

 private:
  struct Counted {
    DeviceStatistics so_far;
    std::int64_t powered_ns = 0;
    std::int64_t ready_since_ns = 0;  ///< 0 while it is not there
    std::vector<std::int64_t> first_reads_us;
    std::deque<std::int64_t> newest_reads_us;
  };

  DeviceSink& sink_;
  Clock& clock_;
  std::mutex mutex_;  ///< guards what follows
  std::map<std::string, Counted> devices_;
};

}  // namespace kazasu::drivers
