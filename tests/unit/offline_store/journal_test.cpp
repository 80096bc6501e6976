// The journal as its one user, the terminal, sees it.
#include "kazasu/journal/journal.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/entry_hash.hpp"
#include "offline_store/colliding_keys.hpp"
#include "offline_store/fault_vfs.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

v1::Verdict verdict(std::uint64_t number, std::uint64_t seq, v1::Verdict::Decision decision = v1::Verdict::ACCEPTED) {
  v1::Verdict made;
  made.set_number(number);
  made.set_epoch(1);
  made.set_seq(seq);
  made.set_decision(decision);
  return made;
}

proto::Digest hash_of(Journal& journal, std::uint64_t seq) {
  const auto entry = journal.entry(seq);
  REQUIRE(entry.ok());
  const auto digest = proto::digest_from(as_bytes(entry->hash()), "hash");
  REQUIRE(digest.ok());
  return *digest;
}

}  // namespace

TEST_CASE("a journal numbers entries from 1 and chains each to the one before") {
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  CHECK(journal->head().seq == 0);
  CHECK(journal->head().hash == proto::kGenesisHash);

  const auto first = journal->append(checkout_named("T1"));
  const auto second = journal->append(checkout_named("T2"));
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(first->seq() == 1);
  CHECK(second->seq() == 2);
  const proto::Digest first_hash = proto::entry_hash("R1", 1, proto::kGenesisHash, *first);
  const proto::Digest second_hash = proto::entry_hash("R1", 1, first_hash, *second);
  CHECK(second->hash() == as_text(second_hash));
  CHECK(journal->head().hash == second_hash);
}

TEST_CASE("an entry comes back as it was appended, also after reopening") {
  MemoryFolder folder;
  const NewEntry appended = checkout_named("T1");
  std::string bytes;
  {
    const auto journal = open_journal(r1(folder / "journal.db"));
    const auto entry = journal->append(appended);
    REQUIRE(entry.ok());
    bytes = entry->SerializeAsString();
  }
  const auto journal = open_journal(r1(folder / "journal.db"));
  const auto entry = journal->entry(1);
  REQUIRE(entry.ok());
  CHECK(entry->SerializeAsString() == bytes);
  CHECK(entry->kind() == appended.kind);
  CHECK(entry->wall_unix_ms() == appended.wall_unix_ms);
  CHECK(entry->monotonic_ns() == appended.monotonic_ns);
  CHECK(entry->body() == appended.body);
}

TEST_CASE("a transaction id is found in its business date, also after reopening") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 3);
  const auto journal = open_journal(r1(folder / "journal.db"));
  CHECK(*journal->find("2026-04-01", "T2") == 2);
  CHECK_FALSE(journal->find("2026-04-02", "T2")->has_value());
  CHECK_FALSE(journal->find("2026-04-01", "T4")->has_value());
}

TEST_CASE("a transaction that the index takes for another is told from it by its row") {
  MemoryFolder folder;
  const std::string date = checkout_named("T1").business_date;
  const auto [first, second] = colliding_keys(date);
  const std::string here = first.substr(date.size()), other = second.substr(date.size());
  const auto journal = open_journal(r1(folder / "journal.db"));
  REQUIRE(journal->append(checkout_named(here)).ok());
  CHECK(journal->find(date, here)->value() == 1);
  CHECK_FALSE(journal->find(date, other)->has_value());
  REQUIRE(journal->append(checkout_named(other)).ok());
  CHECK(journal->find(date, here)->value() == 1);
  CHECK(journal->find(date, other)->value() == 2);
}

TEST_CASE("the same transaction id is not recorded twice in a business date") {
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  REQUIRE(journal->append(checkout_named("T1")).ok());
  const auto again = journal->append(checkout_named("T1"));
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == ErrorCode::transaction_id_reused);
  CHECK(journal->head().seq == 1);
  CHECK(journal->append(checkout_named("T2")).ok());
}

TEST_CASE("what could not be verified later is refused and nothing is recorded") {
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db"));
  const auto refusal = [&](const NewEntry& entry) {
    const auto appended = journal->append(entry);
    REQUIRE_FALSE(appended.ok());
    return appended.error().code;
  };
  NewEntry entry = checkout_named("T1");
  entry.kind = v1::ENTRY_KIND_UNSPECIFIED;
  CHECK(refusal(entry) == ErrorCode::invalid_argument);
  entry = checkout_named("T1");
  entry.transaction_id = "T2";
  CHECK(refusal(entry) == ErrorCode::invalid_argument);
  entry = checkout_named("T1");
  entry.business_date = "2026-04-31";
  CHECK(refusal(entry) == ErrorCode::invalid_argument);
  entry = checkout_named("T1");
  entry.body = "\xFF";
  CHECK(refusal(entry) == ErrorCode::invalid_argument);
  CHECK(refusal(checkout_named("")) == ErrorCode::invalid_argument);
  CHECK(refusal(checkout_named(std::string(257, 'T'))) == ErrorCode::invalid_argument);
  CHECK(refusal(checkout_named("T1", 5UL * 1024 * 1024)) == ErrorCode::limit_exceeded);
  CHECK(journal->head().seq == 0);
  CHECK(journal->append(checkout_named("T1")).ok());
}

TEST_CASE("entries are read from a position on, within both limits, at least one") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 10);
  const auto journal = open_journal(r1(folder / "journal.db"));
  const auto seqs = [&](std::uint64_t from, std::size_t max_entries, std::size_t max_bytes) {
    const auto entries = journal->read(from, max_entries, max_bytes);
    REQUIRE(entries.ok());
    std::vector<std::uint64_t> found;
    for (const auto& entry : *entries) found.push_back(entry.seq());
    return found;
  };
  const std::size_t body = checkout_named("T4").body.size();
  CHECK(seqs(4, 3, 1'000'000) == std::vector<std::uint64_t>{4, 5, 6});
  CHECK(seqs(4, 100, 2 * body) == std::vector<std::uint64_t>{4, 5});
  CHECK(seqs(4, 100, 1) == std::vector<std::uint64_t>{4});
  CHECK(seqs(9, SIZE_MAX, SIZE_MAX) == std::vector<std::uint64_t>{9, 10});
  CHECK(seqs(11, 100, 1'000'000).empty());
  CHECK(seqs(UINT64_MAX, 100, 1'000'000).empty());
  CHECK(journal->entry(11).error().code == ErrorCode::not_found);
  CHECK(journal->entry(0).error().code == ErrorCode::not_found);
}

TEST_CASE("an acknowledgement with the journal's own hash is kept over reopening, with its verdicts") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 3);
  {
    const auto journal = open_journal(r1(folder / "journal.db"));
    const std::vector verdicts{verdict(1, 1), verdict(2, 2, v1::Verdict::REFUSED)};
    REQUIRE(journal->record_acknowledgement(2, hash_of(*journal, 2), verdicts).ok());
  }
  const auto journal = open_journal(r1(folder / "journal.db"));
  CHECK(journal->acknowledged().seq == 2);
  CHECK(journal->acknowledged().hash == hash_of(*journal, 2));
  CHECK(journal->last_verdict_number() == 2);
  std::vector<std::uint64_t> waiting;
  REQUIRE(journal->for_each_unacknowledged([&](const v1::Entry& entry) { waiting.push_back(entry.seq()); }).ok());
  CHECK(waiting == std::vector<std::uint64_t>{3});
}

TEST_CASE("an acknowledgement of another entry, or of one that was never here, tells of a fork and changes nothing") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 3);
  const auto journal = open_journal(r1(folder / "journal.db"));
  const std::vector verdicts{verdict(1, 1)};
  CHECK(journal->record_acknowledgement(2, hash_of(*journal, 1), verdicts).error().code == ErrorCode::journal_forked);
  CHECK(journal->record_acknowledgement(4, hash_of(*journal, 3), verdicts).error().code == ErrorCode::journal_forked);
  CHECK(journal->acknowledged().seq == 0);
  CHECK(journal->last_verdict_number() == 0);
  CHECK(journal->append(checkout_named("T4")).ok());
}

TEST_CASE("an acknowledgement never goes back") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 3);
  const auto journal = open_journal(r1(folder / "journal.db"));
  REQUIRE(journal->record_acknowledgement(3, hash_of(*journal, 3)).ok());
  REQUIRE(journal->record_acknowledgement(1, hash_of(*journal, 1), std::vector{verdict(1, 1)}).ok());
  REQUIRE(journal->record_acknowledgement(0, proto::kGenesisHash).ok());
  CHECK(journal->acknowledged().seq == 3);
  CHECK(journal->last_verdict_number() == 1);
}

TEST_CASE("verdicts come back in order from a number on; a repeated one stays as it was") {
  MemoryFolder folder;
  write_journal(folder / "journal.db", 3);
  const auto journal = open_journal(r1(folder / "journal.db"));
  REQUIRE(journal->record_verdicts(std::vector{verdict(2, 2), verdict(1, 1), verdict(3, 3)}).ok());
  REQUIRE(journal->record_verdicts(std::vector{verdict(2, 2, v1::Verdict::REFUSED)}).ok());
  const auto later = journal->verdicts(1);
  REQUIRE(later.ok());
  REQUIRE(later->size() == 2);
  CHECK(later->at(0).number() == 2);
  CHECK(later->at(0).decision() == v1::Verdict::ACCEPTED);
  CHECK(later->at(1).number() == 3);
  CHECK(journal->verdicts(3)->empty());
  CHECK(journal->verdicts(UINT64_MAX)->empty());
  CHECK(journal->record_verdicts(std::vector{verdict(0, 1)}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a commit is one flush; one in many also moves the log into the file") {
  FaultVfs vfs;
  MemoryFolder folder;
  const auto journal = open_journal(r1(folder / "journal.db", vfs.name()));
  int with_more = 0;
  for (int i = 1; i <= 3000; ++i) {
    const auto before = vfs.syncs();
    REQUIRE(journal->append(checkout_named("T" + std::to_string(i))).ok());
    CHECK(vfs.syncs() - before >= 1);
    if (vfs.syncs() - before > 1) ++with_more;
  }
  CHECK(with_more >= 1);
  CHECK(with_more <= 20);
}
