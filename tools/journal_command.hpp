#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu journal show|verify FILE`: reads a terminal's journal while no terminal has it open.
void add_journal_command(CLI::App& app);

}  // namespace kazasu::tools
