#include "store/migration.hpp"

#include <SQLiteCpp/Transaction.h>

#include <string>

#include "store/schema.hpp"

namespace kazasu::ledger {
namespace {

struct Step {
  int from;
  const char* sql;
};

/// A step is never changed once it was released: tests/vectors/ledgers holds a ledger of each version.
constexpr Step kSteps[] = {{2, kLeaseSchema}, {3, kBudgetAndKeySchema}};

int version_of(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

}  // namespace

void migrate(SQLite::Database& database) {
  for (const Step& step : kSteps) {
    if (version_of(database) != step.from) continue;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (version_of(database) != step.from) continue;  // another process was faster
    database.exec(step.sql);
    database.exec("PRAGMA user_version=" + std::to_string(step.from + 1));
    transaction.commit();
  }
}

}  // namespace kazasu::ledger
