// A sync round against answers that are played to it: what goes up, and what it makes of what comes back.
#include "kazasu/sync/sync_round.hpp"

#include <catch2/catch_test_macros.hpp>

#include "catalog_fixture.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/signature.hpp"
#include "release_fixture.hpp"
#include "store_fixture.hpp"
#include "sync/catalog_trust.hpp"

using namespace kazasu;

namespace {

/// A terminal's key, and a ledger whose catalogs it trusts.
struct Keys : MemoryKeys {
  Keys() : terminal_key(*proto::generate_private_key_pem()) {
    REQUIRE(store(sync::kTerminalKey, as_bytes(terminal_key)).ok());
    REQUIRE(sync::CatalogTrust::begin(*this, ledger.first_root.SerializeAsString()).ok());
  }
  std::string terminal_key;
  ReleaseSigner ledger;
};

class Store {
 public:
  Store()
      : journal(open_journal(r1(folder / "journal.db"))),
        catalog(open_catalog(catalog_options(folder / "catalog.db"), entropy)) {}

  void sell(int checkouts) {
    for (int i = 0; i < checkouts; ++i) REQUIRE(journal->append(checkout_named("T" + std::to_string(++sold_))).ok());
  }
  sync::SyncRound round(bool ask_time = false) {
    return {*journal,
            *catalog,
            keys,
            form,
            {.terminal = "R1", .company = "c", .store = "s", .epoch = 1, .identifier_key_version = 1},
            ReleaseSigner::kReleaseNow,
            sync::SyncRound::Scope::all,
            ask_time};
  }

  MemoryFolder folder;
  CountingEntropy entropy;
  Keys keys;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<catalog::Catalog> catalog;
  sync::BatchForm form{*catalog, keys};

 private:
  int sold_ = 0;
};

v1::Batch batch_in(const std::optional<TransportRequest>& request) {
  REQUIRE(request);
  REQUIRE(request->target == "/v1/batches");
  v1::Batch batch;
  REQUIRE(batch.ParseFromArray(request->body.data(), static_cast<int>(request->body.size())));
  return batch;
}

template <class Message>
TransportAnswer answer(const Message& message, int status = 200) {
  const std::string bytes = message.SerializeAsString();
  return {status, {bytes.begin(), bytes.end()}};
}

v1::BatchAnswer acknowledgement(const v1::Batch& batch) {
  v1::BatchAnswer message;
  const v1::Entry& last = batch.entries(batch.entries_size() - 1);
  message.set_acknowledged_seq(last.seq());
  message.set_acknowledged_hash(last.hash());
  return message;
}

v1::ErrorAnswer gap_from(std::uint64_t seq) {
  v1::ErrorAnswer gap;
  gap.set_code("journal_gap");
  gap.set_expected_seq(seq);
  return gap;
}

/// A catalog that shows none of the terminal's entries yet.
v1::Catalog catalog_showing(std::uint64_t version, std::uint64_t covers_seq = 0) {
  v1::Catalog catalog = ::catalog_of_version(version);
  catalog.set_covers_seq(covers_seq);
  return catalog;
}

}  // namespace

TEST_CASE("a round sends what waits, signed, then asks for the catalog, then is done") {
  Store store;
  store.sell(3);
  auto round = store.round();
  const v1::Batch batch = batch_in(*round.next_request());
  CHECK(batch.entries_size() == 3);
  CHECK(batch.prev_hash() == as_text(proto::kGenesisHash));
  const auto key = proto::SigningKey::from_pem(store.keys.terminal_key);
  CHECK(proto::verify_signature(key->public_key_pem(), proto::batch_signed_bytes(batch), as_bytes(batch.signature()))
            .ok());

  const auto progress = round.take_answer(answer(acknowledgement(batch)));
  REQUIRE(progress.ok());
  CHECK(progress->acknowledged_seq == 3);
  CHECK(store.journal->acknowledged().seq == 3);

  const auto catalog_request = *round.next_request();
  REQUIRE(catalog_request);
  CHECK(catalog_request->target == "/v1/catalog?since=0&root=1");
  const auto updated = round.take_answer(answer(store.keys.ledger.release(catalog_showing(5))));
  REQUIRE(updated.ok());
  CHECK(updated->catalog_updated);
  CHECK(store.catalog->version() == 5);
  CHECK_FALSE(*round.next_request());
}

TEST_CASE("the next round sends only what is new, and binds it to what is there") {
  Store store;
  store.sell(2);
  auto first = store.round();
  const v1::Batch sent = batch_in(*first.next_request());
  REQUIRE(first.take_answer(answer(acknowledgement(sent))).ok());
  store.sell(1);
  auto second = store.round();
  const v1::Batch batch = batch_in(*second.next_request());
  CHECK(batch.entries_size() == 1);
  CHECK(batch.prev_hash() == sent.entries(1).hash());
}

TEST_CASE(
    "an answer that acknowledges less than was sent is not believed; one that knows more than there is, or another "
    "entry, tells of a fork") {
  Store store;
  store.sell(2);
  auto round = store.round();
  const v1::Batch batch = batch_in(*round.next_request());
  v1::BatchAnswer less = acknowledgement(batch);
  less.set_acknowledged_seq(1);
  CHECK(round.take_answer(answer(less)).error().code == ErrorCode::ledger_answer_invalid);
  v1::BatchAnswer more = acknowledgement(batch);
  more.set_acknowledged_seq(9);
  const Error restored = round.take_answer(answer(more)).error();
  CHECK(restored.code == ErrorCode::journal_forked);
  CHECK(restored.detail.find("up to 9 of this epoch, this journal ends at 2") != std::string::npos);
  v1::BatchAnswer other = acknowledgement(batch);
  other.set_acknowledged_hash(batch.entries(0).hash());
  CHECK(round.take_answer(answer(other)).error().code == ErrorCode::journal_forked);
  CHECK(store.journal->acknowledged().seq == 0);
}

TEST_CASE("a ledger that lost its newest entries gets them again, once in a round") {
  Store store;
  store.sell(3);
  auto first = store.round();
  REQUIRE(first.take_answer(answer(acknowledgement(batch_in(*first.next_request())))).ok());
  store.sell(1);
  auto round = store.round();
  CHECK(batch_in(*round.next_request()).entries_size() == 1);
  const v1::ErrorAnswer gap = gap_from(2);
  REQUIRE(round.take_answer(answer(gap, 409)).ok());
  const v1::Batch again = batch_in(*round.next_request());
  CHECK(again.entries(0).seq() == 2);
  CHECK(again.entries_size() == 3);
  CHECK(round.take_answer(answer(gap, 409)).error().code == ErrorCode::journal_gap);
}

TEST_CASE("a batch made while the last was under way is the one that would have been made after the answer") {
  Store store;
  store.sell(2);
  auto round = store.round();
  const v1::Batch first = batch_in(*round.next_request());
  store.sell(2);
  round.prepare_ahead();
  store.sell(1);  // comes after what was made ahead
  REQUIRE(round.take_answer(answer(acknowledgement(first))).ok());
  const v1::Batch second = batch_in(*round.next_request());
  CHECK(second.entries_size() == 2);
  CHECK(second.prev_hash() == first.entries(1).hash());
  const auto key = proto::SigningKey::from_pem(store.keys.terminal_key);
  CHECK(proto::verify_signature(key->public_key_pem(), proto::batch_signed_bytes(second), as_bytes(second.signature()))
            .ok());
  REQUIRE(round.take_answer(answer(acknowledgement(second))).ok());
  const v1::Batch third = batch_in(*round.next_request());
  CHECK(third.entries_size() == 1);
  CHECK(third.entries(0).seq() == 5);
}

TEST_CASE("a batch made ahead is dropped when the ledger wants others: earlier ones, or fewer") {
  Store store;
  store.sell(3);
  auto before = store.round();
  REQUIRE(before.take_answer(answer(acknowledgement(batch_in(*before.next_request())))).ok());
  store.sell(1);
  auto round = store.round();
  const v1::Batch sent = batch_in(*round.next_request());
  store.sell(2);
  round.prepare_ahead();
  SECTION("a ledger that was restored from a backup") {
    REQUIRE(round.take_answer(answer(gap_from(2), 409)).ok());
    const v1::Batch again = batch_in(*round.next_request());
    CHECK(again.entries(0).seq() == 2);
    CHECK(again.entries_size() == 5);
  }
  SECTION("a ledger that has had one of them already") {
    v1::BatchAnswer more;
    more.set_acknowledged_seq(5);
    more.set_acknowledged_hash(std::string{as_text(*store.journal->hash_at(5))});
    REQUIRE(round.take_answer(answer(more)).ok());
    CHECK(batch_in(*round.next_request()).entries(0).seq() == 6);
  }
}

TEST_CASE("a fork that the ledger reports halts the round with its own name") {
  Store store;
  store.sell(1);
  auto round = store.round();
  (void)round.next_request();
  v1::ErrorAnswer fork;
  fork.set_code("journal_forked");
  CHECK(round.take_answer(answer(fork, 409)).error().code == ErrorCode::journal_forked);
}

TEST_CASE("verdicts are taken once, also when an answer repeats them") {
  Store store;
  store.sell(1);
  const auto exchange = [&] {
    auto round = store.round();
    v1::BatchAnswer message = acknowledgement(batch_in(*round.next_request()));
    for (std::uint64_t number = 1; number <= 2; ++number) {
      v1::Verdict& verdict = *message.add_verdicts();
      verdict.set_number(number);
      verdict.set_epoch(1);
      verdict.set_seq(1);
      verdict.set_decision(v1::Verdict::ADJUSTED);
    }
    return round.take_answer(answer(message));
  };
  CHECK(exchange()->verdicts.size() == 2);
  store.sell(1);
  CHECK(exchange()->verdicts.empty());
  CHECK(store.journal->last_verdict_number() == 2);
}

TEST_CASE("a ledger that has entries of this epoch beyond the journal tells that an earlier state was restored") {
  Store store;
  store.sell(2);
  auto round = store.round();
  const v1::Batch batch = batch_in(*round.next_request());
  REQUIRE(round.take_answer(answer(acknowledgement(batch))).ok());
  REQUIRE(*round.next_request());
  const auto taken = round.take_answer(answer(store.keys.ledger.release(catalog_showing(5, 3))));
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == ErrorCode::journal_forked);
  CHECK(store.catalog->version() == 0);
}

TEST_CASE("a catalog that is not signed by the ledger, or older, changes nothing") {
  Store store;
  const auto take = [&](const TransportAnswer& played) {
    auto round = store.round();
    (void)round.next_request();
    return round.take_answer(played);
  };
  REQUIRE(take(answer(store.keys.ledger.release(catalog_showing(5)))).ok());
  CHECK(take(answer(ReleaseSigner{}.release(catalog_showing(6)))).error().code == ErrorCode::signature_invalid);
  CHECK(take(answer(store.keys.ledger.release(catalog_showing(4)))).error().code == ErrorCode::catalog_rollback);
  CHECK(take({200, {0xFF, 0xFF, 0xFF}}).error().code == ErrorCode::ledger_answer_invalid);
  CHECK(store.catalog->version() == 5);
  CHECK_FALSE(take({304, {}})->catalog_updated);
}

TEST_CASE("every acknowledgement tells the ledger's time; a round with nothing to send asks for it once, if wanted") {
  Store store;
  store.sell(2);
  {
    auto round = store.round(true);
    const v1::Batch batch = batch_in(*round.next_request());
    CHECK(batch.entries_size() == 2);
    v1::BatchAnswer message = acknowledgement(batch);
    message.set_ledger_unix_ms(77);
    CHECK(round.take_answer(answer(message))->ledger_unix_ms == 77);
    // Told already: the catalog is next.
    CHECK((*round.next_request())->target == "/v1/catalog?since=0&root=1");
  }
  auto round = store.round(true);
  const v1::Batch empty = batch_in(*round.next_request());
  CHECK(empty.entries_size() == 0);
  CHECK(empty.prev_hash() == as_text(store.journal->head().hash));
  const auto key = proto::SigningKey::from_pem(store.keys.terminal_key);
  CHECK(proto::verify_signature(key->public_key_pem(), proto::batch_signed_bytes(empty), as_bytes(empty.signature()))
            .ok());
  v1::BatchAnswer message;
  message.set_acknowledged_seq(2);
  message.set_acknowledged_hash(empty.prev_hash());
  message.set_ledger_unix_ms(78);
  const auto progress = round.take_answer(answer(message));
  REQUIRE(progress.ok());
  CHECK(progress->ledger_unix_ms == 78);
  CHECK(progress->acknowledged_seq == 0);  // nothing new
  CHECK((*round.next_request())->target == "/v1/catalog?since=0&root=1");
}

TEST_CASE("asked for its time alone, a ledger also shows that it lost entries, or that this journal did") {
  Store store;
  store.sell(3);
  {
    auto round = store.round();
    REQUIRE(round.take_answer(answer(acknowledgement(batch_in(*round.next_request())))).ok());
  }
  v1::BatchAnswer message;
  message.set_acknowledged_hash(std::string(32, 'h'));
  SECTION("the ledger was restored from a backup") {
    auto round = store.round(true);
    (void)batch_in(*round.next_request());
    message.set_acknowledged_seq(1);
    REQUIRE(round.take_answer(answer(message)).ok());
    const v1::Batch again = batch_in(*round.next_request());
    CHECK(again.entries(0).seq() == 2);
    CHECK(again.entries_size() == 2);
  }
  SECTION("this journal was") {
    auto round = store.round(true);
    (void)batch_in(*round.next_request());
    message.set_acknowledged_seq(4);
    CHECK(round.take_answer(answer(message)).error().code == ErrorCode::journal_forked);
  }
  SECTION("another one went on from the same number") {
    auto round = store.round(true);
    (void)batch_in(*round.next_request());
    message.set_acknowledged_seq(3);
    CHECK(round.take_answer(answer(message)).error().code == ErrorCode::journal_forked);
  }
}

TEST_CASE_METHOD(Store, "sync: a batch has at most 1,000 entries, and the next one follows on it") {
  sell(1'003);
  auto round = this->round();
  auto request = round.next_request();
  REQUIRE(request);
  const v1::Batch first = batch_in(*request);
  CHECK(first.entries_size() == 1'000);
  v1::BatchAnswer taken;
  taken.set_acknowledged_seq(1'000);
  taken.set_acknowledged_hash(first.entries(999).hash());
  REQUIRE(round.take_answer(answer(taken)));
  request = round.next_request();
  REQUIRE(request);
  const v1::Batch second = batch_in(*request);
  CHECK(second.entries_size() == 3);
  CHECK(second.entries(0).seq() == 1'001);
  CHECK(second.prev_hash() == first.entries(999).hash());
}

TEST_CASE_METHOD(Store, "sync: a batch has at most 4 MiB of entries, and one at least") {
  constexpr std::size_t kFiller = 100'000;
  constexpr std::size_t kMost = 4 * 1024 * 1024;
  for (int i = 1; i <= 50; ++i) REQUIRE(journal->append(checkout_named("L" + std::to_string(i), kFiller)));
  auto round = this->round();
  const auto request = round.next_request();
  REQUIRE(request);
  const v1::Batch batch = batch_in(*request);
  std::size_t bytes = 0;
  for (const v1::Entry& entry : batch.entries()) bytes += entry.body().size();
  CHECK(batch.entries_size() < 50);
  CHECK(bytes <= kMost);
  CHECK(bytes + 2 * kFiller > kMost);  // no smaller than it need be
}
