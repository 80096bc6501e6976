#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch_test_macros.hpp>

#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

/// Somebody with access to the file, who lifts the triggers.
struct Tampered : TestLedger {
  TestTerminal r1{**this, "R1"};

  Tampered() {
    r1.sell({.account = "m-taro", .redeemed = 100, .awarded = 5});
    r1.sell({.account = "m-ken", .redeemed = 60, .awarded = 5});
    r1.sell({.account = ""});
    (void)r1.send(**this);
    require_whole();
  }

  std::vector<std::string> problems_after(const std::string& sql) {
    SQLite::Database database(database_path(), SQLite::OPEN_READWRITE, 1'000);
    for (const char* trigger : {"intake_no_update", "intake_no_delete", "posting_no_update", "posting_no_delete"}) {
      database.exec(std::string{"DROP TRIGGER "} + trigger);
    }
    database.exec(sql);
    const auto audit = (*this)->verify();
    REQUIRE(audit);
    return audit->problems;
  }
  [[nodiscard]] std::string database_path() const { return database().string(); }
};

TEST_CASE_METHOD(Tampered, "verify: each way of tampering with the books is found") {
  std::string sql;
  SECTION("a changed body") {
    sql = "UPDATE intake SET body=x'00' WHERE seq=2";
  }
  SECTION("a changed time") {
    sql = "UPDATE intake SET wall_unix_ms=wall_unix_ms+1 WHERE seq=1";
  }
  SECTION("a deleted entry") {
    sql = "DELETE FROM intake WHERE seq=2";
  }
  SECTION("more points in a posting") {
    sql = "UPDATE posting SET points=points+1 WHERE kind=2 AND account_id='m-ken'";
  }
  SECTION("a deleted posting") {
    sql = "DELETE FROM posting WHERE kind=3";
  }
  SECTION("more points in a lot") {
    sql = "UPDATE lot SET points=points+1 WHERE account_id='m-taro'";
  }
  SECTION("points moved to another account") {
    sql = "UPDATE posting SET account_id='m-taro' WHERE kind=2 AND account_id='m-ken'";
  }
  SECTION("an award that is gone from all books at once") {
    sql =
        "DELETE FROM posting WHERE kind=2 AND account_id='m-taro'; DELETE FROM lot WHERE account_id='m-taro' AND lot "
        "LIKE 'R1-%'";
  }
  SECTION("a posting of an entry that there is not") {
    sql =
        "INSERT INTO posting SELECT "
        "account_id,'R9',1,1,1,kind,debit,credit,points,business_date,activates_on,expires_on,offer,about,"
        "for_lot,wallet FROM posting WHERE kind=2 AND account_id='m-ken'";
  }
  CHECK_FALSE(problems_after(sql).empty());
}

TEST_CASE_METHOD(Tampered, "verify: nothing in intake and postings can be changed by a plain statement") {
  SQLite::Database database(database_path(), SQLite::OPEN_READWRITE, 1'000);
  CHECK_THROWS(database.exec("UPDATE intake SET body=x'00'"));
  CHECK_THROWS(database.exec("DELETE FROM intake"));
  CHECK_THROWS(database.exec("UPDATE posting SET points=1"));
  CHECK_THROWS(database.exec("DELETE FROM posting"));
  CHECK_THROWS(database.exec("DELETE FROM exception WHERE 1"));
}

}  // namespace
}  // namespace kazasu::ledger
