#include "store/sqlite_connection.hpp"

#include "store/schema.hpp"

namespace kazasu::ledger {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

void configure(SQLite::Database& database) {
  database.exec("PRAGMA trusted_schema=OFF");
  database.exec("PRAGMA synchronous=FULL");
  // What is acknowledged is durable, or the ledger does not start (2 is FULL).
  if (database.execAndGet("PRAGMA synchronous").getInt() != 2) throw StoreFailure("synchronous=FULL is not in force");
}

}  // namespace

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const std::string& vfs)
    : database_(file.string(), SQLite::OPEN_READWRITE, kBusyTimeoutMs, vfs) {
  if (database_.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    throw StoreFailure("the database is not a ledger's");
  }
  if (database_.execAndGet("PRAGMA user_version").getInt() != kSchemaVersion) {
    throw StoreFailure("the database is of another version of the ledger");
  }
  configure(database_);
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
  database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
  transaction.commit();
}

}  // namespace kazasu::ledger
