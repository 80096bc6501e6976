#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace kazasu::simulation {

/// What a sweep over faults came to.
struct SweepReport {
  std::uint64_t points = 0;
  std::string violation;  ///< the first one, with how to see it again; "" if there was none
};

/// Told how many points are done.
using Progress = std::function<void(std::uint64_t)>;

/// Cuts the power at every operation of the journal, in every mode of damage, at least `points` times in all, and
/// compares what is left with what was acknowledged. Some of the cuts are followed by a second one while the journal
/// recovers.
SweepReport sweep_power_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress);

/// Cuts the power at every operation of a catalog that takes in wholes, deltas and chunks, in every mode of damage:
/// what is left is one of its versions, whole.
SweepReport sweep_catalog_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress);

/// Fails every read, write and flush of the journal in turn, once and for good, by an I/O error or a full disk; goes on
/// as a till would, and cuts the power afterwards in half of the cases.
SweepReport sweep_io_errors(std::uint64_t seed, std::uint64_t points, const Progress& progress);

}  // namespace kazasu::simulation
