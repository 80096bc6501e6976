#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kazasu/values/device_statistics.hpp"

namespace kazasu::tools {

/// Under UnifiedPOS's names where it has them.
nlohmann::ordered_json statistics_json(const std::string& device, const DeviceStatistics& statistics);

}  // namespace kazasu::tools
