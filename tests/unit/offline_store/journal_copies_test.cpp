// Copies of a journal: a running terminal's backup, and a tool's reading of a file.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/journal/journal_reader.hpp"

#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

TEST_CASE("a backup of a journal in use is a whole journal, with what is only in the log yet") {
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  for (const char* id : {"T1", "T2", "T3"}) REQUIRE(journal->append(checkout_named(id)).ok());
  REQUIRE(journal->backup(folder / "copy.db").ok());
  REQUIRE(journal->append(checkout_named("T4")).ok());

  const auto copy = read_journal_file(folder / "copy.db");
  REQUIRE(copy.ok());
  CHECK_FALSE(copy->verification.fault.has_value());
  CHECK(copy->verification.head.seq == 3);
  CHECK(copy->verification.head.hash.size() == 32);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 3);  // the journal, its log, the copy
}

TEST_CASE("a backup is recognised as one: nothing is ever added to it") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 2);
  REQUIRE(open_journal(r1(folder / "journal.db"))->backup(folder / "copy.db").ok());
  const auto opened = Journal::open(r1(folder / "copy.db"));
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == ErrorCode::journal_forked);
  CHECK(opened.error().detail.find("salvage") != std::string::npos);
  CHECK(open_journal(r1(folder / "journal.db"))->head().seq == 2);
}

TEST_CASE("a backup of a damaged journal is refused and leaves nothing") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 3);
  run_sql(file, "DROP TRIGGER entry_keeps_its_content; UPDATE entry SET wall_unix_ms = 1 WHERE seq = 2");
  const auto reader = JournalReader::open(file);
  REQUIRE(reader.ok());
  CHECK((*reader)->backup(folder / "copy.db").error().code == ErrorCode::journal_corrupt);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("a journal that another process sells with is read whole, again and again, and not disturbed") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 1);
  const pid_t seller = ::fork();
  REQUIRE(seller >= 0);
  if (seller == 0) {
    const auto journal = Journal::open(r1(file));
    if (!journal) ::_exit(1);
    // Through several rounds of the log, so that checkpoints fall into the reading.
    for (int i = 2; i <= 4000 || !std::filesystem::exists(folder / "enough"); ++i) {
      if (i > 100'000 || !(*journal)->append(checkout_named("T" + std::to_string(i), 2000))) ::_exit(2);
      ::usleep(200);  // a thousand times a register's pace, still
    }
    ::_exit(0);
  }
  std::uint64_t newest = 0;
  int readings = 0;
  int status = 0;
  while (::waitpid(seller, &status, WNOHANG) == 0) {
    const auto reader = JournalReader::open(file);
    if (!reader) {
      CHECK(reader.error().code == ErrorCode::journal_in_use);  // no quiet moment was found
      continue;
    }
    const auto report = (*reader)->for_each([](const v1::Entry&) { return true; });
    REQUIRE(report.ok());
    INFO((report->fault ? report->fault->what : ""));
    REQUIRE_FALSE(report->fault.has_value());
    CHECK(report->head.seq >= newest);
    newest = report->head.seq;
    if (++readings == 10) write_file(folder / "enough", "");
  }
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(readings >= 10);
  CHECK(open_journal(r1(file))->head().seq >= 4000);
}

TEST_CASE("a backup replaces nothing, and one that fails leaves nothing") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 2);
  const auto journal = open_journal(r1(folder / "journal.db"));
  write_file(folder / "there", "something");
  CHECK(journal->backup(folder / "there").error().code == ErrorCode::invalid_argument);
  CHECK(file_content(folder / "there") == "something");
  CHECK_FALSE(journal->backup(folder / "no-folder/copy.db").ok());
  CHECK(journal->append(checkout_named("T3")).ok());
}

TEST_CASE("a tool reads a journal file with its own terminal and epoch, and leaves the folder as it was") {
  MemoryFolder folder;
  const auto file = folder / "R1 #1?100%.db";
  write_journal(file, 3);
  const auto before = file_content(file);
  const auto copy = read_journal_file(file);
  REQUIRE(copy.ok());
  CHECK(copy->terminal == "R1");
  CHECK(copy->epoch == 1);
  CHECK(copy->entries.size() == 3);
  CHECK(copy->verification.entries == 3);
  CHECK_FALSE(copy->verification.fault.has_value());
  CHECK(file_content(file) == before);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("a tool asked for a journal that is not there creates none") {
  MemoryFolder folder;
  CHECK_FALSE(read_journal_file(folder / "journal.db").ok());
  CHECK_FALSE(std::filesystem::exists(folder / "journal.db"));
}
