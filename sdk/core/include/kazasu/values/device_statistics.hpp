#pragma once

#include <cstdint>

namespace kazasu {

/// What a device did since it was new, or since counting began, under UnifiedPOS's names for statistics where it has
/// them.
struct DeviceStatistics {
  bool scanner = false;                    ///< it has scanned; else it is counted as a card reader
  double hours_powered = 0;                ///< HoursPoweredCount: while it was there
  std::uint64_t good_reads = 0;            ///< GoodReadCount; of a scanner GoodScanCount
  std::uint64_t failed_reads = 0;          ///< FailedReadCount: all that gave no sighting
  std::uint64_t torn_reads = 0;            ///< of these: the card or scan was broken off
  std::uint64_t retries = 0;               ///< asked again, and good then
  std::uint64_t communication_errors = 0;  ///< CommunicationErrorCount: it was lost
  std::int64_t first_read_us = 0;   ///< median of the first reads that were counted; 0 until there are enough of them
  std::int64_t median_read_us = 0;  ///< from the card's coming to the sighting, of the newest reads
  /// By how much the newest reads take longer than the first ones; 0 until there are enough of both. A reader whose
  /// antenna or contacts age asks again more often.
  std::int64_t read_time_drift_us = 0;
  friend bool operator==(const DeviceStatistics&, const DeviceStatistics&) = default;
};

}  // namespace kazasu
