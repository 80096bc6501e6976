#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu doctor [CONFIGURATION]`: readers, scanners, permissions, pcscd, clock and disk, each with what to do.
void add_doctor_command(CLI::App& app);

}  // namespace kazasu::tools
