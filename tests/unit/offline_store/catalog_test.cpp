// The catalog as the terminal uses it: whole versions, deltas, lookups.
#include "kazasu/catalog/catalog.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/offer_set.hpp"
#include "offline_store/catalog_fixture.hpp"

using namespace kazasu;
using namespace kazasu::catalog;

namespace {

std::string account_of(Catalog& catalog, std::uint64_t identifier) {
  const auto member = catalog.find_member(hash_of_identifier(identifier));
  if (!member) FAIL(describe(member.error()));
  return *member ? (*member)->account_id() : "";
}

std::string name_of_offer_set(const v1::OfferSet& offers) {
  return std::string{as_text(proto::name_offer_set(offers).name)};
}

}  // namespace

TEST_CASE("a new catalog knows nothing and says so") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  CHECK(catalog->version() == 0);
  CHECK_FALSE(catalog->began_anew());
  CHECK(account_of(*catalog, 1).empty());
  CHECK(catalog->current_offer_set().error().code == ErrorCode::not_found);
}

TEST_CASE("what a whole catalog brings is there, also after reopening") {
  MemoryFolder folder;
  CountingEntropy entropy;
  v1::Catalog whole = catalog_of_version(5);
  const v1::CatalogMember member = add_member(whole, "A1", 1);
  v1::CatalogProduct& product = *whole.add_products();
  product.set_product("04901234567894");
  product.set_name("Green tea");
  product.set_unit_price_minor(150);
  const auto check_all = [&](Catalog& catalog) {
    CHECK(catalog.version() == 5);
    CHECK(catalog.issued_unix_ms() == whole.issued_unix_ms());
    CHECK(catalog.expires_unix_ms() == whole.expires_unix_ms());
    CHECK(catalog.store().name() == "Kita store");
    CHECK(catalog.redeem_policy().per_checkout_points() == 500);
    CHECK(catalog.covers_epoch() == 1);
    CHECK(catalog.covers_seq() == 12);
    const auto found = catalog.find_member(hash_of_identifier(1));
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    CHECK((*found)->SerializeAsString() == member.SerializeAsString());
    const auto by_account = catalog.member_by_account("A1");
    REQUIRE(by_account.ok());
    REQUIRE(by_account->has_value());
    v1::CatalogMember without_identifiers = member;
    without_identifiers.clear_identifiers();
    CHECK((*by_account)->SerializeAsString() == without_identifiers.SerializeAsString());
    CHECK_FALSE(catalog.member_by_account("A2")->has_value());
    CHECK(account_of(catalog, 2).empty());
    const auto tea = catalog.find_product("04901234567894");
    REQUIRE(tea.ok());
    REQUIRE(tea->has_value());
    CHECK((*tea)->name() == "Green tea");
    CHECK_FALSE(catalog.find_product("0")->has_value());
    const auto offers = catalog.current_offer_set();
    REQUIRE(offers.ok());
    CHECK(offers->SerializeAsString() == whole.offer_set().SerializeAsString());
  };
  {
    const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
    REQUIRE(catalog->apply(whole).ok());
    check_all(*catalog);
  }
  check_all(*open_catalog(catalog_options(folder / "catalog.db"), entropy));
}

TEST_CASE("a delta replaces the accounts it brings, removes what it says, and leaves the rest") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog whole = catalog_of_version(5);
  for (std::uint64_t i = 1; i <= 4; ++i) add_member(whole, "A" + std::to_string(i), i);
  for (const char* product : {"P1", "P2"}) whole.add_products()->set_product(product);
  REQUIRE(catalog->apply(whole).ok());

  v1::Catalog delta = delta_to_version(6);
  add_member(delta, "A1", 11).set_rank("silver");  // another card
  add_member(delta, "A2", 3);                      // joined: the card was A3's
  delta.add_removed_accounts("A3");
  delta.add_removed_products("P1");
  REQUIRE(catalog->apply(delta).ok());

  CHECK(catalog->version() == 6);
  CHECK(account_of(*catalog, 1).empty());
  CHECK(account_of(*catalog, 11) == "A1");
  CHECK(account_of(*catalog, 2).empty());
  CHECK(account_of(*catalog, 3) == "A2");
  CHECK(account_of(*catalog, 4) == "A4");
  CHECK_FALSE(catalog->member_by_account("A3")->has_value());
  CHECK_FALSE(catalog->find_product("P1")->has_value());
  CHECK(catalog->find_product("P2")->has_value());
}

TEST_CASE("the card of a removed account is nobody's, also after others came") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog whole = catalog_of_version(5);
  add_member(whole, "A1", 1);
  REQUIRE(catalog->apply(whole).ok());
  v1::Catalog delta = delta_to_version(6);
  delta.add_removed_accounts("A1");
  add_member(delta, "A2", 2);
  REQUIRE(catalog->apply(delta).ok());
  CHECK(account_of(*catalog, 1).empty());
  CHECK(account_of(*catalog, 2) == "A2");
}

TEST_CASE("a whole catalog replaces everything before it") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog first = catalog_of_version(5);
  add_member(first, "A1", 1);
  first.add_products()->set_product("P1");
  REQUIRE(catalog->apply(first).ok());
  v1::Catalog second = catalog_of_version(9);
  add_member(second, "A2", 2);
  REQUIRE(catalog->apply(second).ok());
  CHECK(account_of(*catalog, 1).empty());
  CHECK(account_of(*catalog, 2) == "A2");
  CHECK_FALSE(catalog->find_product("P1")->has_value());
}

TEST_CASE("no version goes back, and a delta builds on the version in use") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  const auto refusal = [&](const v1::Catalog& offered) {
    const auto applied = catalog->apply(offered);
    REQUIRE_FALSE(applied.ok());
    return applied.error().code;
  };
  CHECK(refusal(delta_to_version(5)) == ErrorCode::catalog_rollback);  // on nothing
  REQUIRE(catalog->apply(catalog_of_version(5)).ok());
  CHECK(refusal(catalog_of_version(5)) == ErrorCode::catalog_rollback);
  CHECK(refusal(catalog_of_version(4)) == ErrorCode::catalog_rollback);
  CHECK(refusal(delta_to_version(7)) == ErrorCode::catalog_rollback);  // on 6
  v1::Catalog stale = delta_to_version(7);
  stale.set_base_version(4);
  CHECK(refusal(stale) == ErrorCode::catalog_rollback);
  CHECK(catalog->version() == 5);
  CHECK(catalog->apply(delta_to_version(6)).ok());
}

TEST_CASE("an offer set stays until it is pruned, the current one always") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  std::vector<std::string> names;
  for (const std::uint64_t version : {1, 2, 3}) {
    v1::Catalog whole = catalog_of_version(version);
    *whole.mutable_offer_set() = offer_set_with_tax(static_cast<std::int64_t>(version) * 100);
    REQUIRE(catalog->apply(whole).ok());
    names.push_back(name_of_offer_set(whole.offer_set()));
  }
  for (const auto& name : names) CHECK(catalog->offer_set(name).ok());
  REQUIRE(catalog->prune_offer_sets(std::vector{names[0]}).ok());
  CHECK(catalog->offer_set(names[0]).ok());
  CHECK(catalog->offer_set(names[1]).error().code == ErrorCode::not_found);
  CHECK(catalog->offer_set(names[2]).ok());
  REQUIRE(catalog->prune_offer_sets({}).ok());
  CHECK(catalog->offer_set(names[0]).error().code == ErrorCode::not_found);
  CHECK(catalog->current_offer_set()->program().tax_rates(0).basis_points() == 300);
}

TEST_CASE("nothing personal stands in the file in plain") {
  MemoryFolder folder;
  CountingEntropy entropy;
  {
    const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
    v1::Catalog whole = catalog_of_version(5);
    v1::CatalogMember& member = add_member(whole, "A1", 1);
    member.set_rank("canary-rank");
    member.add_segments("canary-segment");
    member.set_birthday("11-03");
    member.mutable_identifiers(0)->set_card_key("canary-card-key!");
    REQUIRE(catalog->apply(whole).ok());
  }
  const std::string bytes = file_content(folder / "catalog.db");
  CHECK(bytes.find("canary") == std::string::npos);
  CHECK(bytes.find("11-03") == std::string::npos);
}

TEST_CASE("a catalog in use is refused to a second terminal") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  const auto second = Catalog::open(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::journal_in_use);
}

TEST_CASE("a catalog is its terminal's alone without a file in shared memory") {
  MemoryFolder folder;
  CountingEntropy entropy;
  REQUIRE(open_catalog(catalog_options(folder / "catalog.db"), entropy)->apply(catalog_of_version(1)).ok());
  const auto reopened = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE(reopened->find_member(hash_of_identifier(1)).ok());
  CHECK_FALSE(std::filesystem::exists(folder / "catalog.db-shm"));
  const auto second = Catalog::open(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::journal_in_use);
}

TEST_CASE("a catalog without a whole key is not opened") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto opened = Catalog::open({.file = folder / "catalog.db", .seal_key = Bytes(31, 7)}, entropy);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == ErrorCode::key_missing);
  CHECK_FALSE(std::filesystem::exists(folder / "catalog.db"));
}
