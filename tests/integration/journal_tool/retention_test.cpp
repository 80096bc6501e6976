// Which settled entries leave a terminal's journal, and which stay because something still needs them.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "local_store.hpp"
#include "prepared_terminal.hpp"

using namespace kazasu;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;

class LaterClock final : public Clock {
 public:
  explicit LaterClock(std::int64_t days) : days_(days) {}
  std::int64_t wall_unix_ms() override { return system_.wall_unix_ms() + days_ * kDayMs; }
  std::int64_t monotonic_ns() override { return system_.monotonic_ns(); }

 private:
  drivers::SystemClock system_;
  std::int64_t days_;
};

/// The closed terminal's store, as it is opened so many days later.
class StoreLater {
 public:
  StoreLater(const PreparedTerminal& terminal, std::int64_t days) : clock_(days) {
    auto keys = drivers::FileKeyStore::open(terminal.directory() / "keys");
    REQUIRE(keys.ok());
    keys_ = std::move(*keys);
    auto identity = sync::load_identity(*keys_);
    REQUIRE(identity.ok());
    auto store = LocalStore::open(terminal.directory(), *identity, {clock_, entropy_, *keys_, {}});
    INFO((store.ok() ? "" : describe(store.error())));
    REQUIRE(store.ok());
    store_ = std::move(*store);
  }
  LocalStore& operator*() { return *store_; }
  LocalStore* operator->() { return store_.get(); }

 private:
  LaterClock clock_;
  drivers::SystemEntropy entropy_;
  std::unique_ptr<drivers::FileKeyStore> keys_;
  std::unique_ptr<LocalStore> store_;
};

void cover(PreparedTerminal& terminal, std::uint64_t version, std::uint64_t seq) {
  v1::Catalog catalog = example_catalog(version);
  catalog.set_covers_epoch(1);
  catalog.set_covers_seq(seq);
  terminal.apply(catalog);
}

std::uint64_t removed(LocalStore& store, std::int64_t days, std::size_t max = 100) {
  auto count = store.remove_settled(days, max);
  INFO((count.ok() ? "" : describe(count.error())));
  REQUIRE(count.ok());
  return *count;
}

}  // namespace

TEST_CASE("retention: what is older and settled goes, what is younger stays") {
  PreparedTerminal terminal;
  Terminal& open = terminal.open();
  for (const char* id : {"T1", "T2", "T3"}) sell(open, id, true);
  terminal.acknowledge_all();
  cover(terminal, 2, 3);
  CHECK(removed(*StoreLater{terminal, 100}, 100) == 0);
  StoreLater store{terminal, 102};
  CHECK(removed(*store, 0) == 0);
  CHECK(removed(*store, 100, 2) == 2);
  CHECK(removed(*store, 100, 2) == 1);
  CHECK(removed(*store, 100, 2) == 0);
  CHECK(store->entry(3).error().code == ErrorCode::not_found);
  CHECK(store->journal().head().seq == 3);
}

TEST_CASE("retention: what waits for the ledger, or is not in the catalog's members yet, stays") {
  PreparedTerminal terminal;
  Terminal& open = terminal.open();
  sell(open, "T1", true);
  sell(open, "T2", true);
  terminal.acknowledge_all();
  sell(terminal.open(), "T3", true);
  terminal.close();
  CHECK(removed(*StoreLater{terminal, 200}, 100) == 0);  // the catalog shows none of them
  cover(terminal, 2, 1);
  CHECK(removed(*StoreLater{terminal, 200}, 100) == 1);
  cover(terminal, 3, 3);
  CHECK(removed(*StoreLater{terminal, 200}, 100) == 1);  // the third was never acknowledged
  CHECK(StoreLater { terminal, 200 } -> entry(3).ok());
}

TEST_CASE("retention: a sale stays as long as a return of it does, and everything after it") {
  PreparedTerminal terminal;
  Terminal& open = terminal.open();
  sell(open, "T1");
  const std::string returned = sell(open, "T2", false, 3);
  sell(open, "T3");
  give_back_one(open, "T4", returned);
  terminal.acknowledge_all();
  cover(terminal, 2, 4);
  StoreLater store{terminal, 200};
  CHECK(removed(*store, 100, 3) == 1);  // of the first three only T1: T2's return is beyond them
  CHECK(removed(*store, 100, 3) == 3);  // with the return in reach they go together
}

TEST_CASE("retention: offers that no kept entry names go too, and what is kept still opens") {
  PreparedTerminal terminal;
  sell(terminal.open(), "T1");
  terminal.close();
  v1::Catalog other = example_catalog(2);
  other.mutable_offer_set()->clear_offers();
  terminal.apply(other);
  sell(terminal.open(), "T2");
  terminal.acknowledge_all();
  other.set_version(3);
  other.set_covers_epoch(1);
  other.set_covers_seq(2);
  terminal.apply(other);
  std::string first_offers, second_offers;
  {
    StoreLater store{terminal, 200};
    first_offers = store->entry(1)->body.checkout().offer_set();
    second_offers = store->entry(2)->body.checkout().offer_set();
    REQUIRE(first_offers != second_offers);
    REQUIRE(removed(*store, 100, 1) == 1);
    CHECK_FALSE(store->journal().holds_document(*proto::digest_from(as_bytes(first_offers), "name")));
    CHECK(store->journal().holds_document(*proto::digest_from(as_bytes(second_offers), "name")));
  }
  Terminal& open = terminal.open();
  CHECK(open.receipt("R1-1-000001").error().code == ErrorCode::not_found);
  CHECK(open.receipt("R1-1-000002").ok());
  CHECK(sell(open, "T3") == "R1-1-000003");
}
