#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>

#include "kazasu/time/trusted_time.hpp"

namespace kazasu::journal {

/// What was last kept of the true time; nothing in a journal of a version before there was such, or where the row is
/// damaged: then what the entries say counts alone. Throws SQLite::Exception.
std::optional<TimeAnchor> read_time_anchor(SQLite::Database& database);

/// One durable transaction. Throws SQLite::Exception.
void write_time_anchor(SQLite::Database& database, const TimeAnchor& anchor);

}  // namespace kazasu::journal
