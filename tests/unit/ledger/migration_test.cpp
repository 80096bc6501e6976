#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "audit/audit.hpp"
#include "ledger/test_ledger.hpp"
#include "store/schema.hpp"
#include "store/sqlite_store.hpp"
#include "temporary_folder.hpp"

namespace kazasu::ledger {
namespace {

struct OldLedger {
  TemporaryFolder folder;
  std::filesystem::path file = folder / "ledger.db";

  explicit OldLedger(const std::string& version) {
    std::ifstream input{std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors/ledgers" / (version + ".sql")};
    std::ostringstream sql;
    sql << input.rdbuf();
    REQUIRE(input);
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA journal_mode=WAL");
    database.exec(sql.str());
  }

  [[nodiscard]] int version() const {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
    return database.execAndGet("PRAGMA user_version").getInt();
  }
};

TEST_CASE("migration: a ledger of each released version opens, with whole books, as one of this version") {
  const int version = GENERATE(2, 3);
  const OldLedger old{"version-" + std::to_string(version)};
  REQUIRE(old.version() == version);
  for (int opening = 0; opening < 2; ++opening) {
    const auto store = open_sqlite_store(old.file, {});
    const Audit audited = audit(*store);
    CHECK(audited.problems == std::vector<std::string>{});
    CHECK(audited.entries == 2);
    const auto transaction = store->begin_write();
    const auto account = transaction->books().load("m-taro");
    REQUIRE(account);
    CHECK(account->reserves.size() == (version == 3 ? 1U : 0U));
    CHECK(transaction->budgets().budgets().empty() == (opening == 0));
    transaction->budgets().put_limit("beer-30", BudgetKind::uses, 100);
    transaction->budgets().put_limit("beer-30", BudgetKind::uses, 0);
    CHECK(transaction->budgets().budgets().size() == 1);
    transaction->leases().count_visit("m-taro", "ekimae", "R1", "2026-11-25");
    transaction->commit();
  }
  CHECK(old.version() == kSchemaVersion);
}

TEST_CASE("migration: a ledger of a later version is refused and stays as it is") {
  const OldLedger old{"version-2"};
  SQLite::Database{old.file.string(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version=99");
  CHECK_THROWS_AS(open_sqlite_store(old.file, {}), StoreFailure);
  CHECK(old.version() == 99);
}

}  // namespace
}  // namespace kazasu::ledger
