#pragma once

#include <filesystem>

namespace kazasu::benchmark {

/// Syncs all that waits in the terminal's journal to the ledger, over TLS with client certificates, and prints how fast
/// and with how much memory. Throws std::runtime_error.
void sync_all(const std::filesystem::path& folder);

}  // namespace kazasu::benchmark
