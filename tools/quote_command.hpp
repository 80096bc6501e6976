#pragma once

#include <CLI/App.hpp>

namespace kazasu::tools {

/// `kazasu quote FILE|-`: prices a request (pricing.md, section 1).
void add_quote_command(CLI::App& app);
/// `kazasu return FILE|-`: what returns book (pricing.md, section 7).
void add_return_command(CLI::App& app);

}  // namespace kazasu::tools
