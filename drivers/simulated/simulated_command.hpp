#pragma once

#include <string_view>

#include "kazasu/values/result.hpp"
#include "simulated/simulated_cards.hpp"
#include "simulated/simulated_frames.hpp"
#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

/// Does what a line of simulated_device.hpp says. Fails: `invalid_argument`, and `unsupported` for a fault that the
/// reader cannot have; the detail does not repeat the line.
Result<void> obey(std::string_view line, SimulatedOutlet& outlet, SimulatedFrames& frames, SimulatedCards& cards);

}  // namespace kazasu::drivers
