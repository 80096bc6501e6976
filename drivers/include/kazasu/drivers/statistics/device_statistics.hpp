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
#include "kazasu/values/device_statistics.hpp"

namespace kazasu::drivers {

/// By the URI that a device posts under.
using StatisticsByDevice = std::map<std::string, DeviceStatistics>;

/// Passes on what devices post and counts it, by device. `sink` and `clock` outlive it. Thread: any.
class StatisticsSink final : public DeviceSink {
 public:
  static constexpr std::size_t kSample = 50;  ///< reads that a median is taken of

  /// Goes on counting from `earlier`.
  StatisticsSink(DeviceSink& sink, Clock& clock, const StatisticsByDevice& earlier = {});
  void on_sighting(Sighting sighting) override;
  void on_notice(DeviceNotice notice) override;

  [[nodiscard]] StatisticsByDevice statistics();

 private:
  struct Counted {
    DeviceStatistics so_far;
    std::int64_t powered_ns = 0;
    std::int64_t ready_since_ns = 0;           ///< 0 while it is not there
    std::vector<std::int64_t> first_reads_us;  ///< until there are kSample of them
    std::deque<std::int64_t> newest_reads_us;
  };

  static void count_read_time(Counted& device, std::int64_t read_us);

  DeviceSink& sink_;
  Clock& clock_;
  std::mutex mutex_;  ///< guards what follows
  std::map<std::string, Counted> devices_;
};

}  // namespace kazasu::drivers
