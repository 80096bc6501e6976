#pragma once

namespace CLI {
class App;
}

namespace kazasu::tools {

/// `kazasu decode`: what a scanned code is, and what it holds.
void add_decode_command(CLI::App& app);

}  // namespace kazasu::tools
