#pragma once

#include <filesystem>

namespace kazasu::benchmark {

/// Prints how many bytes a checkout of a terminal's journal takes, by encoding and size of batches, after having
/// checked that each batch comes back as it was. Throws std::runtime_error.
void print_sizes(const std::filesystem::path& folder, bool by_column);

}  // namespace kazasu::benchmark
