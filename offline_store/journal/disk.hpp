#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace kazasu::journal {

/// Bytes free where the journal lies, to its owner; nothing if that cannot be known.
std::optional<std::uint64_t> free_bytes(SQLite::Database& database, const std::filesystem::path& file);

/// Makes the names of the files in the journal's folder durable. SQLite does so for a new log, but does not tell when
/// it failed: a log without a name is lost with everything in it. Throws SQLite::Exception.
void flush_folder(SQLite::Database& database, const std::filesystem::path& file);

}  // namespace kazasu::journal
