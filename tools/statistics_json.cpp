#include "statistics_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace kazasu::tools {

nlohmann::ordered_json statistics_json(const std::string& device, const DeviceStatistics& statistics) {
  return {{"device", device},
          {"HoursPoweredCount", std::round(statistics.hours_powered * 1e3) / 1e3},
          {statistics.scanner ? "GoodScanCount" : "GoodReadCount", statistics.good_reads},
          {"FailedReadCount", statistics.failed_reads},
          {"TornReadCount", statistics.torn_reads},
          {"RetryCount", statistics.retries},
          {"CommunicationErrorCount", statistics.communication_errors},
          {"first_read_us", statistics.first_read_us},
          {"median_read_us", statistics.median_read_us},
          {"read_time_drift_us", statistics.read_time_drift_us}};
}

}  // namespace kazasu::tools
