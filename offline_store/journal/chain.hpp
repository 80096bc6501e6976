#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <functional>
#include <string>

#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {

/// The columns of an entry, in the order that `entry_of_row` reads them.
inline constexpr const char* kEntryColumns =
    "seq, kind, wall_unix_ms, monotonic_ns, body, hash, transaction_id, business_date";

v1::Entry entry_of_row(SQLite::Statement& row);

/// "" or what keeps an entry from being one that verifies: its body, kind or the columns that index it.
std::string fault_in_content(const v1::Entry& entry, const std::string& transaction_id,
                             const std::string& business_date);

/// Walks over the rows from the one after `report.removed`, in order, and stops at the first that is not what was
/// recorded (`report.fault`) or that `on_row` wants to be the last. Throws SQLite::Exception, a damaged page's too.
void walk_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                const std::function<bool(const v1::Entry&, SQLite::Statement&)>& on_row, Verification& report);

/// Recomputes the chain over all rows, in order: seq gapless from the one after the removed entries, each hash the one
/// of its content, body and index columns in agreement, and at least as long as what was acknowledged. `on_row` sees
/// every sound entry and says whether to go on; what is after the last one it wanted is not looked at. A damaged page
/// is a fault at the entry after the last one that could be read. Throws SQLite::Exception for any other failure.
Verification verify_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                          const std::function<bool(const v1::Entry&, SQLite::Statement&)>& on_row);

/// How far the ledger acknowledged; seq 0 if never. Throws SQLite::Exception (SQLITE_CORRUPT if it is not a position).
ChainPosition read_acknowledgement(SQLite::Database& database);
/// The last entry that retention removed: where the chain that is kept begins. seq 0 if none. Throws as above.
ChainPosition read_removed(SQLite::Database& database);

/// Whether an exception says that the file's content is damaged, as opposed to that it cannot be reached.
bool is_damage(const SQLite::Exception& exception);

}  // namespace kazasu::journal
