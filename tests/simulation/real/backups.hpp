#pragma once

#include "storage/sweeps.hpp"

namespace kazasu::simulation {

/// Backs up, so many times, the journal of another process that goes on appending to it, on a real disk: each backup is
/// sound and holds at least what the till was told of before it began.
SweepReport back_up_while_selling(std::uint64_t seed, std::uint64_t times, const Progress& progress);

}  // namespace kazasu::simulation
