#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu journal show|verify|export|replay|backup|salvage`: what can be done with a terminal's journal after the
/// sale.
void add_journal_command(CLI::App& app);

}  // namespace kazasu::tools
