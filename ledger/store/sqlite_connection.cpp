#include "store/sqlite_connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kazasu/ledger/ledger.hpp"
#include "store/migration.hpp"
#include "store/schema.hpp"

namespace kazasu::ledger {
namespace {

constexpr int kBusyTimeoutMs = 10'000;
/// A batch changes some thousand pages all over the books: with less memory they go to the log, and come back from it,
/// several times in one transaction. In KiB.
constexpr int kPageCacheKib = 64 * 1024;
/// Bytes of the log before it is moved into the database: the same pages change in batch after batch.
constexpr int kLogBytes = 32 * 1024 * 1024;

void configure(SQLite::Database& database) {
  database.exec("PRAGMA trusted_schema=OFF");
  // Without it a REPLACE deletes rows past the triggers that keep the books append-only.
  database.exec("PRAGMA recursive_triggers=ON");
  database.exec("PRAGMA cache_size=-" + std::to_string(kPageCacheKib));
  const int page_bytes = database.execAndGet("PRAGMA page_size").getInt();
  database.exec("PRAGMA wal_autocheckpoint=" + std::to_string(kLogBytes / page_bytes));
  database.exec("PRAGMA synchronous=FULL");
  // What is acknowledged is durable, or the ledger does not start (2 is FULL).
  if (database.execAndGet("PRAGMA synchronous").getInt() != 2) throw StoreFailure("synchronous=FULL is not in force");
}

}  // namespace

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const std::string& vfs, Schema schema)
    // One thread at a time has it: SQLite's own locks, at every column, would only cost.
    : database_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs, vfs) {
  if (database_.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    throw StoreFailure("the database is not a ledger's");
  }
  configure(database_);
  if (schema == Schema::migrate) migrate(database_);
  if (database_.execAndGet("PRAGMA user_version").getInt() != kSchemaVersion) {
    throw StoreFailure("the database is of another version of the ledger");
  }
}

void SqliteConnection::flush_folder(const std::filesystem::path& file) {
  const int told = sqlite3_file_control(database_.getHandle(), "main", kVfsFlushFolder, nullptr);
  if (told == SQLITE_OK) return;
  if (told != SQLITE_NOTFOUND) throw StoreFailure("flushing the database's folder failed");
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = opened >= 0 && (::fsync(opened) == 0 || errno == EINVAL);  // EINVAL: it has no such thing
  const std::string why = std::strerror(errno);
  if (opened >= 0) ::close(opened);
  if (!flushed) throw StoreFailure("flushing the database's folder: " + why);
}

void SqliteConnection::settle_log() {
  const int moved =
      sqlite3_wal_checkpoint_v2(database_.getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Busy: another process has it open, and settled it when it opened it.
  if (moved != SQLITE_OK && moved != SQLITE_BUSY) throw StoreFailure("moving the log into the database failed");
}

Query SqliteConnection::query(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
  return Query{*statement};
}

void create_sqlite_database(const std::filesystem::path& file, const std::string& vfs) {
  if (std::filesystem::exists(file)) throw StoreFailure("there is a database already");
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs, vfs);
  if (database.execAndGet("PRAGMA journal_mode=WAL").getString() != "wal")
    throw StoreFailure("write-ahead logging is not to be had");
  configure(database);
  SQLite::Transaction transaction(database);
  database.exec(kSchema);
  database.exec(kLeaseSchema);
  database.exec(kBudgetAndKeySchema);
  database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
  transaction.commit();
}

}  // namespace kazasu::ledger
