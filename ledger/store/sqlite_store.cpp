#include "store/sqlite_store.hpp"

#include <mutex>

#include "store/sqlite_books.hpp"
#include "store/sqlite_budgets.hpp"
#include "store/sqlite_catalog.hpp"
#include "store/sqlite_enrollments.hpp"
#include "store/sqlite_intake.hpp"
#include "store/sqlite_leases.hpp"

namespace kazasu::ledger {
namespace {

/// A connection that one transaction has at a time.
struct Lane {
  Lane(const std::filesystem::path& file, const std::string& vfs, SqliteConnection::Schema schema)
      : connection(file, vfs, schema) {}

  std::mutex mutex;
  SqliteConnection connection;
  bool failed = false;
};

class SqliteTransaction final : public Transaction {
 public:
  /// On a lane of its own.
  SqliteTransaction(std::unique_ptr<Lane> lane, const char* begin) : SqliteTransaction(*lane, begin) {
    own_lane_ = std::move(lane);
  }
  SqliteTransaction(Lane& lane, const char* begin) : lock_(lane.mutex), lane_(lane) {
    if (lane_.failed) throw StoreFailure("an earlier commit failed: restart the ledger and verify");
    lane_.connection.execute(begin);
  }
  ~SqliteTransaction() override {
    if (committed_) return;
    try {
      lane_.connection.execute("ROLLBACK");
    } catch (const SQLite::Exception&) {
      // SQLite has rolled back by itself, or the connection is broken: then nothing more is written on it.
      lane_.failed = true;
    }
  }
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  EnrollmentStore& enrollments() override { return enrollments_; }
  IntakeStore& intake() override { return intake_; }
  BooksStore& books() override { return books_; }
  CatalogStore& catalog() override { return catalog_; }
  LeaseStore& leases() override { return leases_; }
  BudgetStore& budgets() override { return budgets_; }

  void commit() override {
    try {
      lane_.connection.execute("COMMIT");
    } catch (const SQLite::Exception&) {
      lane_.failed = true;
      throw;
    }
    committed_ = true;
  }

 private:
  std::unique_ptr<Lane> own_lane_;  // first: it goes last
  std::unique_lock<std::mutex> lock_;
  Lane& lane_;
  bool committed_ = false;
  SqliteEnrollments enrollments_{lane_.connection};
  SqliteIntake intake_{lane_.connection};
  SqliteBooks books_{lane_.connection};
  SqliteCatalog catalog_{lane_.connection};
  SqliteLeases leases_{lane_.connection};
  SqliteBudgets budgets_{lane_.connection};
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::filesystem::path& file, const std::string& vfs)
      : file_(file),
        vfs_(vfs),
        writer_(file, vfs, SqliteConnection::Schema::migrate),
        reader_(file, vfs, SqliteConnection::Schema::current) {
    writer_.connection.flush_folder(file);  // reading the schema has made the log
    writer_.connection.settle_log();
  }

  std::unique_ptr<Transaction> begin_write() override {
    return std::make_unique<SqliteTransaction>(writer_, "BEGIN IMMEDIATE");
  }
  std::unique_ptr<Transaction> begin_read() override { return std::make_unique<SqliteTransaction>(reader_, "BEGIN"); }
  std::unique_ptr<Transaction> begin_long_read() override {
    return std::make_unique<SqliteTransaction>(std::make_unique<Lane>(file_, vfs_, SqliteConnection::Schema::current),
                                               "BEGIN");
  }

 private:
  std::filesystem::path file_;
  std::string vfs_;
  Lane writer_;
  Lane reader_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& file, const std::string& vfs) {
  return std::make_unique<SqliteStore>(file, vfs);
}

}  // namespace kazasu::ledger
