#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "kazasu/values/device_statistics.hpp"

namespace kazasu {

/// What the devices of a folder's terminal did, by URI, as the terminal kept it last: at its end, and every ten minutes
/// while it is asked for events. Nothing where none is kept or it cannot be read. For a tool, also while the terminal
/// sells. Thread: any.
std::map<std::string, DeviceStatistics> device_statistics_of(const std::filesystem::path& directory);

}  // namespace kazasu
