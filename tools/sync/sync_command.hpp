#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// kazasu sync
void add_sync_command(CLI::App& app);

}  // namespace kazasu::tools
