#include "journal/chain.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <array>

#include "journal/schema.hpp"
#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::journal {
namespace {

/// In the order of kEntryColumns. A byte that turns a blob into text or a number into another type changes no value.
constexpr std::array kColumnTypes{SQLITE_INTEGER, SQLITE_INTEGER, SQLITE_INTEGER, SQLITE_INTEGER,
                                  SQLITE_BLOB,    SQLITE_BLOB,    SQLITE_TEXT,    SQLITE_TEXT};

/// What contradicts itself in a row; "" if nothing.
std::string fault_in_row(const v1::Entry& entry, SQLite::Statement& row, std::uint64_t expected_seq,
                         const proto::Digest& hash) {
  if (entry.seq() != expected_seq) return "entries before it are missing: expected seq " + std::to_string(expected_seq);
  for (std::size_t column = 0; column < kColumnTypes.size(); ++column) {
    const SQLite::Column value = row.getColumn(static_cast<int>(column));
    if (value.getType() != kColumnTypes[column]) return std::string{"the type of "} + value.getName() + " was changed";
  }
  if (row.getColumn(1).getInt64() != entry.kind()) return "the kind is none";
  if (entry.hash() != as_text(hash)) return "its content or an earlier one was changed: the hash does not fit";
  return fault_in_content(entry, row.getColumn(6).getString(), row.getColumn(7).getString());
}

/// What was cut off the end leaves the chain sound; the acknowledgement still knows it.
std::optional<JournalFault> fault_in_acknowledgement(SQLite::Database& database, const Verification& report,
                                                     const ChainPosition& at_acknowledged) {
  const ChainPosition acknowledged = read_acknowledgement(database);
  if (acknowledged.seq < report.removed.seq) {
    return JournalFault{acknowledged.seq + 1, "entries were removed that the ledger never acknowledged"};
  }
  if (acknowledged.seq > report.head.seq) {
    return JournalFault{report.head.seq + 1,
                        "entries up to " + std::to_string(acknowledged.seq) + " were acknowledged and are missing"};
  }
  if (acknowledged.hash != at_acknowledged.hash) {
    return JournalFault{acknowledged.seq, "the acknowledgement names another entry"};
  }
  return std::nullopt;
}

}  // namespace

std::string fault_in_content(const v1::Entry& entry, const std::string& transaction_id,
                             const std::string& business_date) {
  v1::EntryBody body;
  if (!body.ParseFromString(entry.body())) return "the body is not an EntryBody";
  if (body.transaction_id() != transaction_id || body.business_date() != business_date) {
    return "its index columns do not agree with its body";
  }
  return "";
}

v1::Entry entry_of_row(SQLite::Statement& row) {
  v1::Entry entry;
  entry.set_seq(static_cast<std::uint64_t>(row.getColumn(0).getInt64()));
  entry.set_kind(static_cast<v1::EntryKind>(row.getColumn(1).getInt()));
  entry.set_wall_unix_ms(row.getColumn(2).getInt64());
  entry.set_monotonic_ns(row.getColumn(3).getInt64());
  entry.set_body(row.getColumn(4).getString());
  entry.set_hash(row.getColumn(5).getString());
  return entry;
}

bool is_damage(const SQLite::Exception& exception) {
  return exception.getErrorCode() == SQLITE_CORRUPT || exception.getErrorCode() == SQLITE_NOTADB;
}

void walk_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                const std::function<bool(const v1::Entry&, SQLite::Statement&)>& on_row, Verification& report) {
  report.head = report.removed;
  SQLite::Statement rows{database, std::string{"SELECT "} + kEntryColumns + " FROM entry ORDER BY seq"};
  while (rows.executeStep()) {
    const v1::Entry entry = entry_of_row(rows);
    const proto::Digest hash = proto::entry_hash(terminal, epoch, report.head.hash, entry);
    const std::string wrong = fault_in_row(entry, rows, report.head.seq + 1, hash);
    if (!wrong.empty()) {
      report.fault = JournalFault{report.head.seq + 1, wrong};
      return;
    }
    ++report.entries;
    report.head = {entry.seq(), hash};
    if (!on_row(entry, rows)) return;
  }
}

Verification verify_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                          const std::function<bool(const v1::Entry&, SQLite::Statement&)>& on_row) {
  Verification report;
  try {
    report.removed = read_removed(database);
    report.head = report.removed;
    const std::uint64_t acknowledged_seq = read_acknowledgement(database).seq;
    ChainPosition at_acknowledged;
    if (acknowledged_seq == report.removed.seq) at_acknowledged = report.removed;
    bool to_the_end = true;
    const auto note = [&](const v1::Entry& entry, SQLite::Statement& row) {
      if (entry.seq() == acknowledged_seq) at_acknowledged = report.head;
      return to_the_end = on_row(entry, row);
    };
    walk_chain(database, terminal, epoch, note, report);
    if (report.fault || !to_the_end) return report;
    report.fault = fault_in_acknowledgement(database, report, at_acknowledged);
  } catch (const SQLite::Exception& exception) {
    if (!is_damage(exception)) throw;
    report.fault = JournalFault{report.head.seq + 1, std::string{"a page is damaged: "} + exception.what()};
  }
  return report;
}

namespace {

/// The row of a table that holds one position.
ChainPosition read_position(SQLite::Database& database, const std::string& table) {
  SQLite::Statement row{database, "SELECT seq, hash FROM " + table};
  if (!row.executeStep()) return {};
  const auto hash = proto::digest_from(as_bytes(row.getColumn(1).getString()), table + ".hash");
  if (!hash) throw SQLite::Exception(hash.error().detail, SQLITE_CORRUPT);
  return {static_cast<std::uint64_t>(row.getColumn(0).getInt64()), *hash};
}

}  // namespace

ChainPosition read_acknowledgement(SQLite::Database& database) {
  return read_position(database, "acknowledgement");
}

ChainPosition read_removed(SQLite::Database& database) {
  if (database.execAndGet("PRAGMA user_version").getInt() < kVersionWithDocuments) return {};
  return read_position(database, "removed");
}

}  // namespace kazasu::journal
