#include "journal/schema.hpp"

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <array>
#include <string>

namespace kazasu::journal {
namespace {

/// Migration n brings version n to n + 1. They are never edited: journals of every released version open in every later
/// one.
constexpr std::array kMigrations{
    R"sql(
      CREATE TABLE identity (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        terminal TEXT NOT NULL,
        epoch INTEGER NOT NULL
      );
      CREATE TABLE entry (
        seq INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        wall_unix_ms INTEGER NOT NULL,
        monotonic_ns INTEGER NOT NULL,
        transaction_id TEXT NOT NULL,
        business_date TEXT NOT NULL,
        body BLOB NOT NULL,
        hash BLOB NOT NULL
      );
      CREATE TRIGGER entry_follows BEFORE INSERT ON entry
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
        BEGIN SELECT RAISE(ABORT, 'journal entries follow one another'); END;
      CREATE TRIGGER entry_keeps_its_content BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never edited'); END;
      CREATE TRIGGER entry_stays BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;
      CREATE TABLE acknowledgement (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL
      );
      CREATE TABLE verdict (
        number INTEGER PRIMARY KEY,
        message BLOB NOT NULL
      );
    )sql",
    // 2: what entries name lies beside them; settled entries may be removed behind a checkpoint of the chain; a copy
    // says that it is one.
    R"sql(
      CREATE TABLE document (
        name BLOB PRIMARY KEY,
        domain TEXT NOT NULL,
        bytes BLOB NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE removed (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL
      );
      CREATE TABLE copied (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        head_seq INTEGER NOT NULL
      );
      DROP TRIGGER entry_follows;
      CREATE TRIGGER entry_follows BEFORE INSERT ON entry
        WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM entry), (SELECT seq FROM removed), 0)
        BEGIN SELECT RAISE(ABORT, 'journal entries follow one another'); END;
      DROP TRIGGER entry_stays;
      CREATE TRIGGER entry_stays BEFORE DELETE ON entry
        WHEN OLD.seq > coalesce((SELECT seq FROM removed), 0)
        BEGIN SELECT RAISE(ABORT, 'journal entries are removed only behind a checkpoint'); END;
    )sql",
    // 3: what is known of the true time outlives the process.
    R"sql(
      CREATE TABLE time_anchor (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        boot_id INTEGER NOT NULL,
        monotonic_ns INTEGER NOT NULL,
        earliest_unix_ms INTEGER NOT NULL,
        latest_unix_ms INTEGER,
        digest BLOB NOT NULL
      );
    )sql",
};

constexpr int kNewest = static_cast<int>(kMigrations.size());

Result<void> read_back(SQLite::Database& database, const char* pragma, std::string_view wanted) {
  const std::string found = database.execAndGet(std::string{"PRAGMA "} + pragma).getString();
  if (found == wanted) return {};
  return Error{ErrorCode::journal_failed,
               std::string{"journal.db: PRAGMA "} + pragma + " is " + found + ", wanted " + std::string{wanted}};
}

}  // namespace

Result<void> configure_connection(SQLite::Database& database) {
  // Exclusive before WAL: there is then no shared-memory file, which a full disk could make fatal (SIGBUS).
  database.exec("PRAGMA locking_mode=EXCLUSIVE");
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=FULL");
  database.exec("PRAGMA trusted_schema=OFF");
  database.exec("PRAGMA cell_size_check=ON");
  if (auto checked = read_back(database, "locking_mode", "exclusive"); !checked) return checked;
  if (auto checked = read_back(database, "journal_mode", "wal"); !checked) return checked;
  if (auto checked = read_back(database, "synchronous", "2"); !checked) return checked;
  if (sqlite3_db_readonly(database.getHandle(), "main") == 0) return {};
  return Error{ErrorCode::journal_failed, "journal.db: it cannot be written"};
}

Result<int> check_version(SQLite::Database& database) {
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version <= kNewest) return version;
  return Error{ErrorCode::journal_newer, "journal.db: schema version " + std::to_string(version) +
                                             ", this software knows up to " + std::to_string(kNewest) +
                                             ": install the newer software again"};
}

Result<void> migrate(SQLite::Database& database) {
  const int application = database.execAndGet("PRAGMA application_id").getInt();
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  const bool is_new =
      version == 0 && application == 0 && database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
  if (!is_new && application != kApplicationId) {
    return Error{ErrorCode::journal_corrupt, "journal.db: the file is not a kazasu journal"};
  }
  if (auto known = check_version(database); !known) return known.error();
  for (int step = version; step < kNewest; ++step) {
    SQLite::Transaction transaction{database};
    if (step == 0) database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.exec(kMigrations[static_cast<std::size_t>(step)]);
    database.exec("PRAGMA user_version=" + std::to_string(step + 1));
    transaction.commit();
  }
  return {};
}

}  // namespace kazasu::journal
