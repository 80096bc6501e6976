#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <functional>

#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {

/// The columns of an entry, in the order that `entry_of_row` reads them.
inline constexpr const char* kEntryColumns = "seq, kind, wall_unix_ms, monotonic_ns, body, hash, transaction_id, business_date";

v1::Entry entry_of_row(SQLite::Statement& row);

/// Recomputes the chain over all rows, in order: seq gapless from 1, each hash the one of its content, body and index
/// columns in agreement. `on_row` sees every sound entry.
Verification verify_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                          const std::function<void(const v1::Entry&, SQLite::Statement&)>& on_row);

}  // namespace kazasu::journal
