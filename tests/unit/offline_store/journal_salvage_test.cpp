// A damaged journal: found, and salvaged to the last good entry. Whatever byte is flipped, nothing wrong is accepted.
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/journal/salvage.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr int kFlips = 3'000;

Document document_of(const std::string& bytes) {
  return {"test", proto::sha256({as_bytes("test"), as_bytes(bytes)}), bytes};
}

/// Forty entries over many pages, half of them acknowledged and judged, and a document.
void write_rich_journal(const std::filesystem::path& file) {
  const auto journal = open_journal(r1(file));
  NewEntry first = checkout_named("T1", 900);
  first.documents = {document_of(std::string(6'000, 'd'))};
  REQUIRE(journal->append(first).ok());
  for (int i = 2; i <= 40; ++i) REQUIRE(journal->append(checkout_named("T" + std::to_string(i), 900)).ok());
  std::vector<v1::Verdict> verdicts;
  for (std::uint64_t seq = 1; seq <= 20; ++seq) {
    v1::Verdict& verdict = verdicts.emplace_back();
    verdict.set_number(seq);
    verdict.set_epoch(1);
    verdict.set_seq(seq);
  }
  REQUIRE(journal->record_acknowledgement(20, *journal->hash_at(20), verdicts).ok());
}

std::vector<std::string> entries_of(const std::filesystem::path& file) {
  const auto copy = read_journal_file(file);
  if (!copy) FAIL(describe(copy.error()));
  REQUIRE_FALSE(copy->verification.fault.has_value());
  std::vector<std::string> entries;
  for (const v1::Entry& entry : copy->entries) entries.push_back(entry.SerializeAsString());
  return entries;
}

bool is_prefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

}  // namespace

TEST_CASE("a sound journal is salvaged whole: entries, acknowledgement, verdicts and documents") {
  MemoryFolder folder;
  write_rich_journal(folder / "journal.db");
  const auto salvaged = salvage(folder / "journal.db", folder / "kept.db", "R1", 1);
  REQUIRE(salvaged.ok());
  CHECK_FALSE(salvaged->fault.has_value());
  CHECK(salvaged->entries == 40);
  CHECK(salvaged->acknowledged_seq == 20);
  CHECK(entries_of(folder / "kept.db") == entries_of(folder / "journal.db"));
  const auto kept = open_journal(r1(folder / "kept.db"));
  CHECK(kept->acknowledged().seq == 20);
  CHECK(kept->last_verdict_number() == 20);
  CHECK(kept->holds_document(document_of(std::string(6'000, 'd')).name));
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) ==
        3);  // both, and the log of the open one
}

TEST_CASE("a damaged page costs the entries from there on, and not those before") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_rich_journal(file);
  const auto whole = entries_of(file);
  std::string bytes = file_content(file);
  const auto copy = read_journal_file(file);
  const std::size_t at = bytes.find(copy->entries[29].hash());  // entry 30
  REQUIRE(at != std::string::npos);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at / kPageBytes * kPageBytes), kPageBytes, '\xFF');
  write_file(file, bytes);
  CHECK(Journal::open(r1(file)).error().code == ErrorCode::journal_corrupt);
  const auto salvaged = salvage(file, folder / "kept.db", "R1", 1);
  REQUIRE(salvaged.ok());
  REQUIRE(salvaged->fault.has_value());
  CHECK(salvaged->fault->seq == salvaged->last_seq + 1);
  CHECK(salvaged->last_seq >= 25);
  CHECK(salvaged->last_seq < 30);
  CHECK(is_prefix(entries_of(folder / "kept.db"), whole));
  CHECK(file_content(file) == bytes);
}

TEST_CASE("what the ledger has beyond the last sound entry is not asked to go up again") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_rich_journal(file);
  run_sql(file, "DROP TRIGGER entry_keeps_its_content; UPDATE entry SET wall_unix_ms = 1 WHERE seq = 11");
  const auto salvaged = salvage(file, folder / "kept.db", "R1", 1);
  REQUIRE(salvaged.ok());
  CHECK(salvaged->last_seq == 10);
  CHECK(salvaged->acknowledged_seq == 10);
  CHECK(open_journal(r1(folder / "kept.db"))->acknowledged().seq == 10);
}

TEST_CASE("entries of another terminal or epoch are not salvaged as one's own") {
  MemoryFolder folder;
  write_rich_journal(folder / "journal.db");
  CHECK(salvage(folder / "journal.db", folder / "kept.db", "R2", 1)->entries == 0);
  CHECK(salvage(folder / "journal.db", folder / "kept.db", "R1", 2)->entries == 0);
}

TEST_CASE("something that is no journal at all gives nothing and breaks nothing") {
  MemoryFolder folder;
  for (const std::string& content : {std::string{}, std::string(100, 'x'), std::string(50'000, '\xA5')}) {
    write_file(folder / "journal.db", content);
    const auto salvaged = salvage(folder / "journal.db", folder / "kept.db", "R1", 1);
    REQUIRE(salvaged.ok());
    CHECK(salvaged->entries == 0);
    CHECK(salvaged->fault.has_value());
  }
  CHECK(salvage(folder / "none.db", folder / "kept.db", "R1", 1).error().code == ErrorCode::file_unreadable);
}

TEST_CASE("bytes flipped on random pages: never a crash, never a wrong entry, always a sound beginning") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_rich_journal(file);
  const auto whole = entries_of(file);
  const std::string bytes = file_content(file);
  const unsigned seed = 20'261'125;
  INFO("seed " << seed);
  std::mt19937 random{seed};
  const auto damaged = folder / "damaged.db";
  int found = 0;
  int kept_some = 0;
  for (int i = 0; i < kFlips; ++i) {
    std::string content = bytes;
    const std::size_t count = 1 + random() % 3;
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t at = random() % content.size();
      content[at] = static_cast<char>(content[at] ^ static_cast<char>(1 + random() % 255));
    }
    write_file(damaged, content);
    const auto copy = read_journal_file(damaged);
    const bool reads_sound = copy.ok() && !copy->verification.fault;
    if (copy) {
      std::vector<std::string> read;
      for (const v1::Entry& entry : copy->entries) read.push_back(entry.SerializeAsString());
      REQUIRE(is_prefix(read, whole));
      if (reads_sound) REQUIRE(read.size() == whole.size());
    }
    const auto salvaged = salvage(damaged, folder / "kept.db", "R1", 1);
    INFO("flip " << i << (salvaged ? "" : describe(salvaged.error())));
    REQUIRE(salvaged.ok());
    const auto kept = entries_of(folder / "kept.db");
    REQUIRE(is_prefix(kept, whole));
    REQUIRE(kept.size() == salvaged->entries);
    if (copy) REQUIRE(kept.size() >= copy->entries.size());
    kept_some += kept.empty() ? 0 : 1;
    if (auto opened = Journal::open(r1(damaged)); opened.ok()) {
      REQUIRE((*opened)->head().seq == whole.size());
    } else {
      ++found;
    }
    for (const char* ending : {"-wal", "-shm"}) std::filesystem::remove(damaged.string() + ending);
  }
  CHECK(found > kFlips / 2);
  CHECK(kept_some > kFlips / 2);
}
