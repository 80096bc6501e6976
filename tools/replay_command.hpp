#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu replay-trace FILE`: runs the card reader driver against a flight recorder's file, with no device.
void add_replay_command(CLI::App& app);

}  // namespace kazasu::tools
