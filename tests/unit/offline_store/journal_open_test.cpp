// What opening a journal accepts, refuses and sets up.
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/journal/journal_reader.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

ErrorCode refusal(const JournalOptions& options) {
  const auto journal = Journal::open(options);
  REQUIRE_FALSE(journal.ok());
  return journal.error().code;
}

}  // namespace

TEST_CASE("a new journal is readable to its owner only, is WAL, and keeps no shared-memory file") {
  using std::filesystem::perms;
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  const auto journal = open_journal(r1(file));
  REQUIRE(journal->append(checkout_named("T1")).ok());
  CHECK(std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write));
  CHECK(std::filesystem::status(folder / "journal.db-wal").permissions() == (perms::owner_read | perms::owner_write));
  CHECK_FALSE(std::filesystem::exists(folder / "journal.db-shm"));
}

TEST_CASE("a second terminal in the same process is refused a journal in use") {
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  CHECK(refusal(r1(folder / "journal.db")) == ErrorCode::journal_in_use);
  CHECK(read_journal_file(folder / "journal.db").error().code == ErrorCode::journal_in_use);
  CHECK(journal->append(checkout_named("T1")).ok());
}

TEST_CASE("a second process is refused a journal in use, and has it when the first is gone") {
  MemoryFolder folder;
  auto journal = open_journal(r1(folder / "journal.db"));
  const auto code_in_child = [&] {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const auto opened = Journal::open(r1(folder / "journal.db"));
      ::_exit(opened ? 0 : opened.error().code == ErrorCode::journal_in_use ? 1 : 2);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
  };
  CHECK(code_in_child() == 1);
  journal.reset();
  CHECK(code_in_child() == 0);
}

TEST_CASE("a journal of another terminal or epoch is refused and stays as it is") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 2);
  CHECK(refusal({.file = file, .terminal = "R2", .epoch = 1, .vfs = {}}) == ErrorCode::invalid_argument);
  CHECK(refusal({.file = file, .terminal = "R1", .epoch = 2, .vfs = {}}) == ErrorCode::invalid_argument);
  CHECK(open_journal(r1(file))->head().seq == 2);
}

TEST_CASE("a journal needs a terminal and an epoch") {
  MemoryFolder folder;
  CHECK(refusal({.file = folder / "a.db", .terminal = "", .epoch = 1, .vfs = {}}) == ErrorCode::invalid_argument);
  CHECK(refusal({.file = folder / "a.db", .terminal = "R1", .epoch = 0, .vfs = {}}) == ErrorCode::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(folder / "a.db"));
}

TEST_CASE("a journal of a newer version is refused by name and stays as it is") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 2);
  run_sql(file, "PRAGMA user_version=99");
  CHECK(refusal(r1(file)) == ErrorCode::journal_newer);
  CHECK(read_journal_file(file).error().code == ErrorCode::journal_newer);
  run_sql(file, "PRAGMA user_version=3");
  CHECK(open_journal(r1(file))->head().seq == 2);
}

TEST_CASE("a file that is not a journal is refused and not touched") {
  MemoryFolder folder;
  const auto text = folder / "notes.txt";
  write_file(text, std::string(5000, 'x'));
  CHECK(refusal(r1(text)) == ErrorCode::journal_corrupt);
  CHECK(file_content(text) == std::string(5000, 'x'));

  const auto other = folder / "other.db";
  SQLite::Database{other.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec("CREATE TABLE t (a)");
  CHECK(refusal(r1(other)) == ErrorCode::journal_corrupt);
  CHECK(read_journal_file(other).error().code == ErrorCode::journal_corrupt);
}

TEST_CASE("a journal that cannot be created says so without naming folders") {
  const auto journal = Journal::open(r1("/nonexistent-folder/secret/journal.db"));
  REQUIRE_FALSE(journal.ok());
  CHECK(journal.error().code == ErrorCode::journal_failed);
  CHECK(journal.error().detail.find("secret") == std::string::npos);
}

TEST_CASE("a journal whose format allows only reading is refused before any sale") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 2);
  std::string bytes = file_content(file);
  bytes[18] = 9;  // the file format's write version
  write_file(file, bytes);
  CHECK(refusal(r1(file)) == ErrorCode::journal_failed);
}

TEST_CASE("the file itself refuses to edit or delete an entry") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 2);
  CHECK_THROWS_AS(run_sql(file, "UPDATE entry SET kind = 2 WHERE seq = 1"), SQLite::Exception);
  CHECK_THROWS_AS(run_sql(file, "DELETE FROM entry WHERE seq = 2"), SQLite::Exception);
  CHECK_THROWS_AS(run_sql(file, "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 1"), SQLite::Exception);
  CHECK(transactions_of(*open_journal(r1(file))) == std::vector<std::string>{"T1", "T2"});
}
