#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu watch URI…`: prints what devices see until it is stopped.
void add_watch_command(CLI::App& app);

}  // namespace kazasu::tools
