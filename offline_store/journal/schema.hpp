#pragma once

#include <SQLiteCpp/Database.h>

#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// "kzsu": marks a file as a kazasu journal (PRAGMA application_id).
inline constexpr int kApplicationId = 0x6B7A7375;

/// The first schema version with documents, the checkpoint of removed entries and the mark of a copy.
inline constexpr int kVersionWithDocuments = 2;

/// The first schema version with the anchor of trusted time.
inline constexpr int kVersionWithTime = 3;

/// Settings that every journal connection has, fixed in code and read back (reliability: D1, D5). Throws
/// SQLite::Exception.
Result<void> configure_connection(SQLite::Database& database);

/// The file's schema version; `journal_newer` if it is past this software's. Throws SQLite::Exception.
Result<int> check_version(SQLite::Database& database);

/// Brings the schema to this version by numbered migrations; `journal_newer` if it is past it. Throws
/// SQLite::Exception.
Result<void> migrate(SQLite::Database& database);

}  // namespace kazasu::journal
