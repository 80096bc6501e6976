#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu devices`: readers and serial ports that are there now, each with its URI.
void add_devices_command(CLI::App& app);

}  // namespace kazasu::tools
