#pragma once

#include <filesystem>

#include "kazasu/drivers/statistics/device_statistics.hpp"

namespace kazasu {

/// Keeps what a terminal's devices did beside its journal (`device-statistics.pb`): counts go on over restarts, and a
/// tool reads them while the terminal sells. A disk that has no room for it is no matter here.
void save_device_statistics(const std::filesystem::path& directory, const drivers::StatisticsByDevice& statistics);

}  // namespace kazasu
