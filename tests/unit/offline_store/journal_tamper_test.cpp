// Whatever is changed in a journal behind its back is reported with its position.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

constexpr std::size_t kPageBytes = 4096;

/// Writes into a file that is open elsewhere in this process. Closing it would take SQLite's locks away, so a child
/// does.
void overwrite_in_place(const std::filesystem::path& file, const std::string& content) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    ::_exit(::pwrite(opened, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WEXITSTATUS(status) == 0);
}

/// The first fault that a tool finds, which must be what opening says too.
JournalFault fault_in(const std::filesystem::path& file) {
  const auto copy = read_journal_file(file);
  if (!copy) FAIL(describe(copy.error()));
  REQUIRE(copy->verification.fault.has_value());
  const auto opened = Journal::open(r1(file));
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == ErrorCode::journal_corrupt);
  CHECK(opened.error().detail.find("entry " + std::to_string(copy->verification.fault->seq)) != std::string::npos);
  return *copy->verification.fault;
}

/// Edits a copy as one could who removes the triggers first.
JournalFault fault_after(const std::filesystem::path& file, const std::string& sql) {
  run_sql(file, "DROP TRIGGER entry_follows; DROP TRIGGER entry_keeps_its_content; DROP TRIGGER entry_stays; " + sql);
  return fault_in(file);
}

}  // namespace

TEST_CASE("an edited column of an entry is found at that entry") {
  for (const std::string edit :
       {"kind = 2", "kind = kind + 4294967296", "wall_unix_ms = wall_unix_ms + 1", "monotonic_ns = 0",
        "transaction_id = 'T9'", "business_date = '2026-04-02'", "body = body || x'00'", "body = CAST(body AS TEXT)",
        "hash = zeroblob(32)", "hash = x''", "kind = 1.5"}) {
    INFO(edit);
    MemoryFolder folder;
    write_journal(folder / "journal.db", 5);
    CHECK(fault_after(folder / "journal.db", "UPDATE entry SET " + edit + " WHERE seq = 3").seq == 3);
  }
}

TEST_CASE("a removed entry is found where it was, as missing") {
  for (const std::uint64_t seq : {1, 2, 3, 4}) {
    MemoryFolder folder;
    write_journal(folder / "journal.db", 5);
    const auto fault = fault_after(folder / "journal.db", "DELETE FROM entry WHERE seq = " + std::to_string(seq));
    CHECK(fault.seq == seq);
    CHECK(fault.what.find("missing") != std::string::npos);
  }
}

TEST_CASE("a removed entry is found also when the later ones close the gap") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 5);
  CHECK(fault_after(folder / "journal.db",
                    "DELETE FROM entry WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 4;"
                    "UPDATE entry SET seq = 4 WHERE seq = 5")
            .seq == 3);
}

TEST_CASE("two swapped entries are found at the first of them") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 5);
  CHECK(fault_after(folder / "journal.db",
                    "UPDATE entry SET seq = 99 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 4;"
                    "UPDATE entry SET seq = 4 WHERE seq = 99")
            .seq == 2);
}

TEST_CASE("an inserted entry is found where it stands") {
  for (const std::string seq : {"0", "-1", "6"}) {
    MemoryFolder folder;
    write_journal(folder / "journal.db", 5);
    const auto fault = fault_after(folder / "journal.db", "INSERT INTO entry SELECT " + seq +
                                                              ", kind, wall_unix_ms, monotonic_ns, transaction_id,"
                                                              "business_date, body, hash FROM entry WHERE seq = 5");
    CHECK(fault.seq == (seq == "6" ? 6 : 1));
  }
}

TEST_CASE("a cut-off end is found as far as the ledger acknowledged") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 5);
  {
    const auto journal = open_journal(r1(file));
    const auto hash = proto::digest_from(as_bytes(journal->entry(4)->hash()), "hash");
    REQUIRE(journal->record_acknowledgement(4, *hash).ok());
  }
  CHECK(fault_after(file, "DELETE FROM entry WHERE seq > 2").seq == 3);
}

TEST_CASE("an acknowledgement that names another entry is found") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 5);
  {
    const auto journal = open_journal(r1(file));
    const auto hash = proto::digest_from(as_bytes(journal->entry(4)->hash()), "hash");
    REQUIRE(journal->record_acknowledgement(4, *hash).ok());
  }
  run_sql(file, "UPDATE acknowledgement SET seq = 3");
  CHECK(fault_in(file).seq == 3);
}

TEST_CASE("an entry moved from another terminal's journal is found") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 2);
  run_sql(folder / "journal.db", "UPDATE identity SET terminal = 'R2'");
  const auto copy = read_journal_file(folder / "journal.db");
  REQUIRE(copy.ok());
  REQUIRE(copy->verification.fault.has_value());
  CHECK(copy->verification.fault->seq == 1);
}

TEST_CASE("a changed bit in the pages of entries is found, or changed nothing that counts") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 6);
  const auto sound = read_journal_file(file);
  REQUIRE(sound.ok());
  const std::string bytes = file_content(file);
  const std::size_t page = bytes.find(sound->entries[2].hash()) / kPageBytes * kPageBytes;
  REQUIRE(page < bytes.size());

  const auto damaged_file = folder / "damaged.db";
  std::size_t found = 0;
  for (std::size_t at = page; at < page + kPageBytes; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    write_file(damaged_file, damaged);
    const auto copy = read_journal_file(damaged_file);
    if (!copy) {
      ++found;
      continue;
    }
    if (copy->verification.fault) {
      ++found;
      CHECK(copy->verification.fault->seq >= 1);
      CHECK(copy->verification.fault->seq <= 7);
      continue;
    }
    INFO("byte " << at);
    REQUIRE(copy->entries.size() == sound->entries.size());
    for (std::size_t i = 0; i < sound->entries.size(); ++i) {
      REQUIRE(copy->entries[i].SerializeAsString() == sound->entries[i].SerializeAsString());
    }
  }
  std::size_t hashed = 0;  // the rest of the page is its header, the rows' headers, and free
  for (const auto& entry : sound->entries) hashed += entry.body().size() + entry.hash().size();
  CHECK(found >= hashed);
}

TEST_CASE("damage that comes while the journal is open is found by verifying, and latches") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 200);
  const auto journal = open_journal(r1(file));
  const auto sound = journal->verify();
  REQUIRE(sound.ok());
  CHECK_FALSE(sound->fault.has_value());
  CHECK(sound->entries == 200);
  CHECK(sound->head.hash == journal->head().hash);

  std::string bytes = file_content(file);
  bytes[bytes.find(journal->entry(150)->body())] ^= 1;
  overwrite_in_place(file, bytes);
  const auto damaged = journal->verify();
  REQUIRE(damaged.ok());
  REQUIRE(damaged->fault.has_value());
  CHECK(damaged->fault->seq == 150);
  CHECK(journal->append(checkout_named("T201")).error().code == ErrorCode::journal_failed);
}
