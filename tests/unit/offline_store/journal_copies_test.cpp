// Copies of a journal: a running terminal's backup, and a tool's reading of a file.
#include <catch2/catch_test_macros.hpp>

#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

TEST_CASE("a backup of a journal in use is a whole journal, with what is only in the log yet") {
  TemporaryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  for (const char* id : {"T1", "T2", "T3"}) REQUIRE(journal->append(checkout_named(id)).ok());
  REQUIRE(journal->backup(folder / "copy.db").ok());
  REQUIRE(journal->append(checkout_named("T4")).ok());

  const auto copy = open_journal(r1(folder / "copy.db"));
  CHECK(transactions_of(*copy) == std::vector<std::string>{"T1", "T2", "T3"});
}

TEST_CASE("a backup replaces nothing, and one that fails leaves nothing") {
  TemporaryFolder folder;
  write_journal(folder / "journal.db", 2);
  const auto journal = open_journal(r1(folder / "journal.db"));
  write_file(folder / "there", "something");
  CHECK(journal->backup(folder / "there").error().code == ErrorCode::invalid_argument);
  CHECK(file_content(folder / "there") == "something");
  CHECK_FALSE(journal->backup(folder / "no-folder/copy.db").ok());
  CHECK(journal->append(checkout_named("T3")).ok());
}

TEST_CASE("a tool reads a journal file with its own terminal and epoch, and leaves the folder as it was") {
  TemporaryFolder folder;
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
  TemporaryFolder folder;
  CHECK_FALSE(read_journal_file(folder / "journal.db").ok());
  CHECK_FALSE(std::filesystem::exists(folder / "journal.db"));
}
