#pragma once

#include <filesystem>

#include "storage/sweeps.hpp"

namespace kazasu::simulation {

/// Kills a process that sells through a real Terminal on a real disk, at any moment, `times` times; what it was told
/// each time is in the journal afterwards.
SweepReport kill_real_process(std::uint64_t seed, std::uint64_t times, const std::filesystem::path& examples,
                              const Progress& progress);

}  // namespace kazasu::simulation
