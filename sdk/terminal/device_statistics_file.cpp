#include "device_statistics_file.hpp"

#include "kazasu/terminal/device_statistics.hpp"
#include "kazasu/v1/device_statistics.pb.h"
#include "private_file.hpp"

namespace kazasu {
namespace {

constexpr const char* kFile = "device-statistics.pb";

}  // namespace

void save_device_statistics(const std::filesystem::path& directory, const drivers::StatisticsByDevice& statistics) {
  v1::DeviceStatisticsFile file;
  for (const auto& [device, one] : statistics) {
    v1::DeviceStatistics& kept = *file.add_devices();
    kept.set_device(device);
    kept.set_scanner(one.scanner);
    kept.set_hours_powered(one.hours_powered);
    kept.set_good_reads(one.good_reads);
    kept.set_failed_reads(one.failed_reads);
    kept.set_torn_reads(one.torn_reads);
    kept.set_retries(one.retries);
    kept.set_communication_errors(one.communication_errors);
    kept.set_first_read_us(one.first_read_us);
    kept.set_median_read_us(one.median_read_us);
    kept.set_read_time_drift_us(one.read_time_drift_us);
  }
  (void)replace_private(directory / kFile, file.SerializeAsString());
}

std::map<std::string, DeviceStatistics> device_statistics_of(const std::filesystem::path& directory) {
  const auto bytes = read_small(directory / kFile);
  v1::DeviceStatisticsFile file;
  if (!bytes || !file.ParseFromString(*bytes)) return {};
  std::map<std::string, DeviceStatistics> statistics;
  for (const v1::DeviceStatistics& kept : file.devices()) {
    statistics[kept.device()] = {.scanner = kept.scanner(),
                                 .hours_powered = kept.hours_powered(),
                                 .good_reads = kept.good_reads(),
                                 .failed_reads = kept.failed_reads(),
                                 .torn_reads = kept.torn_reads(),
                                 .retries = kept.retries(),
                                 .communication_errors = kept.communication_errors(),
                                 .first_read_us = kept.first_read_us(),
                                 .median_read_us = kept.median_read_us(),
                                 .read_time_drift_us = kept.read_time_drift_us()};
  }
  return statistics;
}

}  // namespace kazasu
