#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// One card's visit in a trace, and what today's driver makes of it.
struct ReplayedVisit {
  std::string device;             ///< URI
  std::int64_t monotonic_ns = 0;  ///< when the card came, as recorded
  std::size_t frames = 0;         ///< that the driver sent
  std::string recorded;           ///< "felica_lite_s", "felica", "uid", an error's name; "" if the trace ends before
  std::string now;                ///< the same, of today's driver
  std::string difference;         ///< "" if the driver does what it did, frame by frame
};

/// Runs the driver against a trace that a flight recorder kept (`trace_directory`), with no device. Visits whose
/// beginning was overwritten are left out. `file_unreadable`, or `message_invalid` if it is no trace.
Result<std::vector<ReplayedVisit>> replay_trace(const std::filesystem::path& file);

}  // namespace kazasu::drivers
