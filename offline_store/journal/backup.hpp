#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// Copies a whole journal by SQLite's backup interface: marked as a copy, flushed, verified, then given its name, which
/// must be free. Throws SQLite::Exception; then, and after an error, nothing is left.
Result<void> back_up(SQLite::Database& from, const std::filesystem::path& file);

/// Flushes a file or folder to the disk; false if it fails.
bool flush_to_disk(const std::filesystem::path& path);

}  // namespace kazasu::journal
