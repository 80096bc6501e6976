// Settled entries may be removed; the chain, the ledger's claims and the file's own rules stay.
#include <SQLiteCpp/Exception.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "offline_store/fault_vfs.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

Document document_of(const std::string& bytes) {
  return {"test", proto::sha256({as_bytes("test"), as_bytes(bytes)}), bytes};
}

v1::Verdict verdict_on(std::uint64_t seq) {
  v1::Verdict verdict;
  verdict.set_number(seq);
  verdict.set_epoch(1);
  verdict.set_seq(seq);
  return verdict;
}

/// Ten entries, acknowledged up to 8; verdicts up to 7.
std::unique_ptr<Journal> settled_up_to_seven(const std::filesystem::path& file) {
  write_journal(file, 10);
  auto journal = open_journal(r1(file));
  std::vector<v1::Verdict> verdicts;
  for (std::uint64_t seq = 1; seq <= 7; ++seq) verdicts.push_back(verdict_on(seq));
  REQUIRE(journal->record_acknowledgement(8, *journal->hash_at(8), verdicts).ok());
  return journal;
}

}  // namespace

TEST_CASE("only what the ledger acknowledged and judged is removed") {
  MemoryFolder folder;
  const auto journal = settled_up_to_seven(folder / "journal.db");
  CHECK(*journal->settled_up_to(100) == 7);
  CHECK(*journal->settled_up_to(3) == 3);
  CHECK(journal->remove_up_to(8, {}).error().code == ErrorCode::invalid_argument);
  CHECK(journal->remove_up_to(9, {}).error().code == ErrorCode::invalid_argument);
  CHECK(journal->entry(1).ok());
  REQUIRE(journal->record_verdicts(std::vector{verdict_on(8)}).ok());
  CHECK(*journal->settled_up_to(100) == 8);
  CHECK(journal->remove_up_to(9, {}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a verdict that is missing in the middle holds back what follows it") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 5);
  const auto journal = open_journal(r1(folder / "journal.db"));
  REQUIRE(journal->record_acknowledgement(5, *journal->hash_at(5), std::vector{verdict_on(1), verdict_on(3)}).ok());
  CHECK(*journal->settled_up_to(100) == 1);
}

TEST_CASE("after a removal the chain goes on from its checkpoint, also when opened again") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  proto::Digest third{};
  {
    const auto journal = settled_up_to_seven(file);
    third = *journal->hash_at(3);
    REQUIRE(journal->remove_up_to(3, {}).ok());
    CHECK(journal->removed().seq == 3);
    CHECK(journal->entry(3).error().code == ErrorCode::not_found);
    CHECK(*journal->hash_at(3) == third);
    CHECK(journal->hash_at(2).error().code == ErrorCode::not_found);
    CHECK_FALSE(journal->find("2026-04-01", "T3")->has_value());
    CHECK(*journal->find("2026-04-01", "T4") == 4);
    CHECK(journal->append(checkout_named("T11")).ok());
    const auto report = journal->verify();
    REQUIRE(report.ok());
    CHECK_FALSE(report->fault.has_value());
    CHECK(report->entries == 8);
  }
  const auto journal = open_journal(r1(file));
  CHECK(journal->removed().seq == 3);
  CHECK(journal->removed().hash == third);
  CHECK(journal->head().seq == 11);
  CHECK(journal->acknowledged().seq == 8);
  CHECK(journal->last_verdict_number() == 7);
  CHECK(journal->read(4, 100, 1 << 20)->size() == 8);
  CHECK(journal->read(3, 100, 1 << 20).error().code == ErrorCode::not_found);
  REQUIRE(journal->record_acknowledgement(8, *journal->hash_at(8)).ok());
  CHECK(journal->record_acknowledgement(8, third).error().code == ErrorCode::journal_forked);
}

TEST_CASE("everything may go, and the next entry still follows") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 3);
  {
    const auto journal = open_journal(r1(file));
    REQUIRE(
        journal
            ->record_acknowledgement(3, *journal->hash_at(3), std::vector{verdict_on(1), verdict_on(2), verdict_on(3)})
            .ok());
    REQUIRE(journal->remove_up_to(3, {}).ok());
  }
  const auto journal = open_journal(r1(file));
  CHECK(journal->head().seq == 3);
  const auto entry = journal->append(checkout_named("T4"));
  REQUIRE(entry.ok());
  CHECK(entry->seq() == 4);
  CHECK_FALSE(journal->verify()->fault.has_value());
}

TEST_CASE("documents that only removed entries named go with them, others stay") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  write_journal(file, 1);
  const auto journal = open_journal(r1(file));
  NewEntry second = checkout_named("T2");
  second.documents = {document_of("old"), document_of("current")};
  REQUIRE(journal->append(second).ok());
  REQUIRE(journal->record_acknowledgement(2, *journal->hash_at(2), std::vector{verdict_on(1), verdict_on(2)}).ok());
  REQUIRE(journal->remove_up_to(2, std::vector{document_of("old").name}).ok());
  CHECK_FALSE(journal->holds_document(document_of("old").name));
  CHECK(journal->document(document_of("old").name).error().code == ErrorCode::not_found);
  CHECK(*journal->document(document_of("current").name) == "current");
}

TEST_CASE("a checkpoint that was moved or forged is found") {
  for (const std::string edit :
       {"UPDATE removed SET seq = 4", "UPDATE removed SET hash = zeroblob(32)", "DELETE FROM removed",
        "UPDATE removed SET seq = 9; DELETE FROM entry WHERE seq <= 9"}) {
    INFO(edit);
    MemoryFolder folder;
    const auto file = folder / "journal.db";
    {
      const auto journal = settled_up_to_seven(file);
      REQUIRE(journal->remove_up_to(3, {}).ok());
    }
    run_sql(file, edit);
    const auto opened = Journal::open(r1(file));
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == ErrorCode::journal_corrupt);
  }
}

TEST_CASE("entries removed beyond what the ledger acknowledged are found, with a checkpoint that fits them too") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  { (void)settled_up_to_seven(file); }
  run_sql(file,
          "INSERT INTO removed (only, seq, hash) SELECT 1, seq, hash FROM entry WHERE seq = 9;"
          "DELETE FROM entry WHERE seq <= 9");
  const auto opened = Journal::open(r1(file));
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().detail.find("never acknowledged") != std::string::npos);
}

TEST_CASE("the file itself lets go only of entries behind the checkpoint") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  {
    const auto journal = settled_up_to_seven(file);
    REQUIRE(journal->remove_up_to(3, {}).ok());
  }
  CHECK_THROWS_AS(run_sql(file, "DELETE FROM entry WHERE seq = 4"), SQLite::Exception);
  CHECK(open_journal(r1(file))->removed().seq == 3);
}

TEST_CASE("what a removal frees is used again: the file does not grow as long as as much goes as comes") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  const auto journal = open_journal(r1(file));
  std::uint64_t seq = 0;
  const auto a_day = [&] {
    std::vector<v1::Verdict> verdicts;
    for (int i = 0; i < 200; ++i) {
      REQUIRE(journal->append(checkout_named("T" + std::to_string(++seq), 800)).ok());
      verdicts.push_back(verdict_on(seq));
    }
    REQUIRE(journal->record_acknowledgement(seq, journal->head().hash, verdicts).ok());
  };
  const auto pages = [&] {
    REQUIRE(journal->backup(folder / "copy.db").ok());
    const auto size = std::filesystem::file_size(folder / "copy.db");
    std::filesystem::remove(folder / "copy.db");
    return size / 4096;
  };
  for (int day = 0; day < 5; ++day) a_day();
  const auto full = pages();
  for (int day = 0; day < 20; ++day) {
    REQUIRE(journal->remove_up_to(seq - 800, {}).ok());
    a_day();
  }
  CHECK(pages() <= full + full / 10);
}

TEST_CASE("a removal that fails at any access is whole or not at all, and latches") {
  int completed = 0;
  for (int fail_at = 1; completed == 0; ++fail_at) {
    REQUIRE(fail_at < 500);
    INFO("access " << fail_at);
    MemoryFolder folder;
    const auto file = folder / "journal.db";
    { (void)settled_up_to_seven(file); }
    FaultVfs vfs;
    {
      const auto journal = open_journal(r1(file, vfs.name()));
      vfs.fail_operation(fail_at, SQLITE_IOERR_FSYNC);
      if (journal->remove_up_to(5, {}).ok()) {
        completed = fail_at;
      } else {
        vfs.clear();
        CHECK(journal->append(checkout_named("T11")).error().code == ErrorCode::journal_failed);
      }
      vfs.clear();
    }
    const auto journal = open_journal(r1(file));
    const std::uint64_t removed = journal->removed().seq;
    CHECK((removed == 0 || removed == 5));
    CHECK(journal->head().seq == 10);
    CHECK(journal->read(removed + 1, 100, 1 << 20)->size() == 10 - removed);
    CHECK_FALSE(journal->verify()->fault.has_value());
  }
  CHECK(completed > 1);
}
