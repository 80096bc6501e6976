// Disks that fail: no entry is acknowledged that is not there, and the first failure stops the journal.
#include <catch2/catch_test_macros.hpp>

#include "offline_store/fault_vfs.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

/// Appends up to `count` entries that follow the head; returns how many were acknowledged before the first error.
int append_until_error(Journal& journal, int count) {
  for (int i = 0; i < count; ++i) {
    if (!journal.append(checkout_named("T" + std::to_string(journal.head().seq + 1)))) return i;
  }
  return count;
}

/// After a failure: everything acknowledged is there, at most the one under way besides, and the journal goes on.
void check_recovered(const JournalOptions& options, std::uint64_t acknowledged) {
  const auto journal = open_journal(options);
  const std::uint64_t recovered = journal->head().seq;
  CHECK(recovered >= acknowledged);
  CHECK(recovered <= acknowledged + 1);
  for (std::uint64_t seq = 1; seq <= recovered; ++seq) {
    REQUIRE(*journal->find("2026-04-01", "T" + std::to_string(seq)) == seq);
  }
  CHECK(journal->prepare().ok());
  CHECK(append_until_error(*journal, 1) == 1);
}

}  // namespace

TEST_CASE("the first failed flush latches: nothing is acknowledged, and no flush is tried, until it is opened again") {
  FaultVfs vfs;
  MemoryFolder folder;
  const auto options = r1(folder / "journal.db", vfs.name());
  {
    auto journal = open_journal(options);
    REQUIRE(append_until_error(*journal, 3) == 3);
    vfs.fail_sync(1, SQLITE_IOERR_FSYNC);
    const auto failed = journal->append(checkout_named("T4"));
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().code == ErrorCode::journal_failed);

    const auto operations = vfs.operations();
    CHECK(journal->append(checkout_named("T4")).error().code == ErrorCode::journal_failed);
    CHECK(journal->prepare().error().code == ErrorCode::journal_failed);
    CHECK(journal->record_acknowledgement(1, journal->head().hash).error().code == ErrorCode::journal_failed);
    CHECK(journal->record_verdicts(std::vector<v1::Verdict>(1)).error().code == ErrorCode::journal_failed);
    CHECK(journal->head().seq == 3);
    CHECK(journal->entry(3).ok());
    journal.reset();
    CHECK(vfs.operations() == operations);
  }
  check_recovered(options, 3);
}

TEST_CASE("an entry whose flush failed and that is found again is flushed anew before it counts") {
  FaultVfs vfs;
  MemoryFolder folder;
  const auto options = r1(folder / "journal.db", vfs.name());
  {
    const auto journal = open_journal(options);
    REQUIRE(append_until_error(*journal, 1) == 1);
    vfs.fail_sync(1, SQLITE_IOERR_FSYNC);
    REQUIRE(append_until_error(*journal, 1) == 0);
  }
  vfs.clear();
  const auto journal = open_journal(options);
  REQUIRE(*journal->find("2026-04-01", "T2") == 2);  // it had reached the page cache
  // A copy of the file alone, without its log, has the entry.
  std::filesystem::copy_file(folder / "journal.db", folder / "copy.db");
  CHECK(*open_journal(r1(folder / "copy.db"))->find("2026-04-01", "T2") == 2);
}

TEST_CASE("a failed checkpoint does not deny the commit that it followed, and latches") {
  FaultVfs vfs;
  MemoryFolder folder;
  const auto options = r1(folder / "journal.db", vfs.name());
  // Which append is followed by a checkpoint, and after how many of its flushes.
  std::uint64_t due = 0;
  {
    MemoryFolder trial;
    const auto journal = open_journal(r1(trial / "journal.db", vfs.name()));
    std::int64_t flushes = 0;
    while (due < 2 || flushes < 2) {  // the first append of a log flushes its header too
      const auto before = vfs.syncs();
      REQUIRE(append_until_error(*journal, 1) == 1);
      flushes = vfs.syncs() - before;
      ++due;
    }
  }
  {
    const auto journal = open_journal(options);
    REQUIRE(append_until_error(*journal, static_cast<int>(due) - 1) == static_cast<int>(due) - 1);
    vfs.fail_sync(2, SQLITE_IOERR_FSYNC);
    CHECK(append_until_error(*journal, 1) == 1);
    CHECK(journal->prepare().error().code == ErrorCode::journal_failed);
    CHECK(append_until_error(*journal, 1) == 0);
  }
  vfs.clear();
  check_recovered(options, due);
}

TEST_CASE("wherever a write or flush fails, once or for good, acknowledged entries are there after reopening") {
  FaultVfs vfs;
  std::int64_t operations = 0;
  {
    MemoryFolder folder;
    const auto before = vfs.operations();
    const auto journal = open_journal(r1(folder / "journal.db", vfs.name()));
    REQUIRE(append_until_error(*journal, 12) == 12);
    operations = vfs.operations() - before;
  }
  for (const bool lasting : {false, true}) {
    for (const int code : {SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL}) {
      for (std::int64_t n = 1; n <= operations; ++n) {
        INFO("operation " << n << " of " << operations << ", code " << code << (lasting ? ", for good" : ", once"));
        MemoryFolder folder;
        const auto options = r1(folder / "journal.db", vfs.name());
        std::uint64_t acknowledged = 0;
        vfs.fail_operation(n, code, lasting);
        if (auto journal = Journal::open(options)) {
          acknowledged = static_cast<std::uint64_t>(append_until_error(**journal, 12));
          if (acknowledged < 12) CHECK(append_until_error(**journal, 1) == 0);
        } else {
          CHECK((journal.error().code == ErrorCode::journal_failed || journal.error().code == ErrorCode::journal_full));
        }
        vfs.clear();
        check_recovered(options, acknowledged);
      }
    }
  }
}

TEST_CASE("a disk that fills up is named, loses nothing, and the journal goes on once there is room") {
  FaultVfs vfs;
  MemoryFolder folder;
  const auto options = r1(folder / "journal.db", vfs.name());
  {
    const auto journal = open_journal(options);
    REQUIRE(append_until_error(*journal, 5) == 5);
    vfs.fail_operation(1, SQLITE_FULL, true);
    CHECK(journal->append(checkout_named("T6")).error().code == ErrorCode::journal_full);
    CHECK(journal->append(checkout_named("T6")).error().code == ErrorCode::journal_failed);
  }
  vfs.clear();
  check_recovered(options, 5);
}
