#pragma once

#include <SQLiteCpp/Database.h>

#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// "kzsu": marks a file as a kazasu journal (PRAGMA application_id).
inline constexpr int kApplicationId = 0x6B7A7375;

/// Settings that every journal connection has, fixed in code and read back (reliability: D1, D5). Throws
/// SQLite::Exception.
Result<void> configure_connection(SQLite::Database& database);

/// `journal_newer` if the schema is past this version's. Throws SQLite::Exception.
Result<void> check_version(SQLite::Database& database);

/// Brings the schema to this version by numbered migrations; `journal_newer` if it is past it. Throws
/// SQLite::Exception.
Result<void> migrate(SQLite::Database& database);

}  // namespace kazasu::journal
