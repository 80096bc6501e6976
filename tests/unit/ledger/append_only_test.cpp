// What is in the books stays there, whatever statement is run on the ledger's own connection.
#include <SQLiteCpp/Exception.h>

#include <catch2/catch_test_macros.hpp>

#include "ledger/test_ledger.hpp"
#include "store/sqlite_connection.hpp"

using namespace kazasu::ledger;

TEST_CASE("postings, entries and exceptions are neither edited, deleted nor replaced") {
  TestLedger ledger;
  SqliteConnection books{ledger.database(), ""};
  books.execute("INSERT INTO exception VALUES('R1',1,1,'overdraft','00',0)");
  CHECK_THROWS_AS(books.execute("REPLACE INTO exception VALUES('R1',1,1,'overdraft','00',5)"), SQLite::Exception);
  CHECK_THROWS_AS(books.execute("REPLACE INTO posting SELECT * FROM posting LIMIT 1"), SQLite::Exception);
  CHECK_THROWS_AS(books.execute("DELETE FROM posting"), SQLite::Exception);
  CHECK_THROWS_AS(books.execute("UPDATE posting SET points = points + 1"), SQLite::Exception);
  CHECK(ledger.require_whole().problems.empty());
}
