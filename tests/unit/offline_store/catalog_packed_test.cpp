// A whole catalog is packed, changes lie over it: together they answer as one.
#include <catch2/catch_test_macros.hpp>

#include "offline_store/catalog_fixture.hpp"

using namespace kazasu;
using namespace kazasu::catalog;

namespace {

std::string account_of(Catalog& catalog, const IdentifierHash& hash) {
  const auto member = catalog.find_member(hash);
  if (!member) FAIL(describe(member.error()));
  return *member ? (*member)->account_id() : "";
}
std::string account_of(Catalog& catalog, std::uint64_t identifier) {
  return account_of(catalog, hash_of_identifier(identifier));
}

void add_identifier(v1::CatalogMember& member, const IdentifierHash& hash) {
  auto& identifier = *member.add_identifiers();
  identifier.set_hash(std::string{as_text(hash.bytes)});
  identifier.set_key_version(1);
}
void add_identifier(v1::CatalogMember& member, std::uint64_t identifier) {
  add_identifier(member, hash_of_identifier(identifier));
}

v1::CatalogMember& add_member_of(v1::Catalog& catalog, const std::string& account_id, const IdentifierHash& hash) {
  v1::CatalogMember& member = add_member(catalog, account_id, 0);
  member.clear_identifiers();
  add_identifier(member, hash);
  return member;
}

/// A catalog in which A1 has identifiers 1 and 101, A2 has 2 and 102 …
v1::Catalog whole_of(std::uint64_t version, std::uint64_t members) {
  v1::Catalog whole = catalog_of_version(version);
  for (std::uint64_t i = 1; i <= members; ++i) {
    add_identifier(add_member(whole, "A" + std::to_string(i), i), 100 + i);
  }
  return whole;
}

struct Opened {
  MemoryFolder folder;
  CountingEntropy entropy;
  std::unique_ptr<Catalog> catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);

  void apply(const v1::Catalog& offered) const {
    if (const auto applied = catalog->apply(offered); !applied) FAIL(describe(applied.error()));
  }
  void reopen() {
    catalog.reset();
    catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  }
};

}  // namespace

TEST_CASE("every identifier of every member leads to it, and no other, over many blocks and buckets") {
  Opened opened;
  v1::Catalog whole = catalog_of_version(1);
  constexpr std::uint64_t kMembers = 3000;
  for (std::uint64_t i = 0; i < kMembers; ++i) {
    v1::CatalogMember& member = add_member(whole, "account-" + std::to_string(i), 10 * i);
    for (std::uint64_t k = 1; k < i % 5; ++k) add_identifier(member, 10 * i + k);
  }
  opened.apply(whole);
  opened.reopen();
  for (std::uint64_t i = 0; i < kMembers; ++i) {
    for (std::uint64_t k = 0; k < 10; ++k) {
      const bool is_known = k == 0 || k < i % 5;
      CHECK(account_of(*opened.catalog, 10 * i + k) == (is_known ? "account-" + std::to_string(i) : ""));
    }
    CHECK(opened.catalog->member_by_account("account-" + std::to_string(i))->has_value());
  }
  CHECK_FALSE(opened.catalog->member_by_account("account-3000")->has_value());
}

TEST_CASE("a member is given with the one identifier that it was found by, packed or changed") {
  Opened opened;
  v1::Catalog whole = catalog_of_version(1);
  const auto add_with_keys = [](v1::Catalog& catalog) {
    v1::CatalogMember& member = add_member(catalog, "A1", 1);
    for (const std::uint64_t identifier : {2, 3}) add_identifier(member, identifier);
    member.mutable_identifiers(1)->set_card_key("0123456789abcdef");
    member.mutable_identifiers(2)->set_key_version(7);
  };
  const auto check = [&] {
    for (const std::uint64_t n : {1, 2, 3}) {
      const auto member = opened.catalog->find_member(hash_of_identifier(n));
      REQUIRE(member.ok());
      REQUIRE(member->has_value());
      REQUIRE((*member)->identifiers_size() == 1);
      const v1::CatalogIdentifier& identifier = (*member)->identifiers(0);
      CHECK(identifier.hash() == as_text(hash_of_identifier(n).bytes));
      CHECK(identifier.card_key() == (n == 2 ? "0123456789abcdef" : ""));
      CHECK(identifier.key_version() == (n == 3 ? 7 : 1));
    }
    CHECK((*opened.catalog->member_by_account("A1"))->identifiers().empty());
  };
  add_with_keys(whole);
  opened.apply(whole);
  check();
  v1::Catalog delta = delta_to_version(2);
  add_with_keys(delta);
  opened.apply(delta);
  check();
}

TEST_CASE("a changed member hides what is packed of it, with the identifiers that it lost") {
  Opened opened;
  opened.apply(whole_of(1, 9));
  v1::Catalog delta = delta_to_version(2);
  add_member(delta, "A1", 1).set_rank("silver");  // lost 101
  opened.apply(delta);
  const auto check = [&] {
    CHECK((*opened.catalog->find_member(hash_of_identifier(1)))->rank() == "silver");
    CHECK(account_of(*opened.catalog, 101).empty());
    CHECK((*opened.catalog->member_by_account("A1"))->rank() == "silver");
    CHECK(account_of(*opened.catalog, 2) == "A2");
    CHECK(account_of(*opened.catalog, 102) == "A2");
  };
  check();
  opened.reopen();
  check();
}

TEST_CASE("a removed member is gone, and comes again by a later delta") {
  Opened opened;
  opened.apply(whole_of(1, 9));
  v1::Catalog removal = delta_to_version(2);
  removal.add_removed_accounts("A1");
  removal.add_removed_accounts("never there");
  opened.apply(removal);
  opened.reopen();
  CHECK(account_of(*opened.catalog, 1).empty());
  CHECK(account_of(*opened.catalog, 101).empty());
  CHECK_FALSE(opened.catalog->member_by_account("A1")->has_value());
  CHECK_FALSE(opened.catalog->member_by_account("never there")->has_value());
  v1::Catalog addition = delta_to_version(3);
  add_member(addition, "A1", 101);
  opened.apply(addition);
  CHECK(account_of(*opened.catalog, 1).empty());
  CHECK(account_of(*opened.catalog, 101) == "A1");
  v1::Catalog again = delta_to_version(4);
  again.add_removed_accounts("A1");
  opened.apply(again);
  CHECK(account_of(*opened.catalog, 101).empty());
}

TEST_CASE("an identifier moves from one member to another, in either order, and back") {
  for (const bool gainer_first : {true, false}) {
    Opened opened;
    opened.apply(whole_of(1, 9));
    const auto move = [&](std::uint64_t version, const std::string& from, const std::string& to) {
      v1::Catalog delta = delta_to_version(version);
      const std::uint64_t from_card = from == "A1" ? 1 : 2;
      const std::uint64_t to_card = to == "A1" ? 1 : 2;
      if (!gainer_first) add_member(delta, from, from_card);
      add_identifier(add_member(delta, to, to_card), 101);
      if (gainer_first) add_member(delta, from, from_card);
      opened.apply(delta);
      CHECK(account_of(*opened.catalog, 101) == to);
      CHECK(account_of(*opened.catalog, from_card) == from);
      CHECK(account_of(*opened.catalog, to_card) == to);
    };
    move(2, "A1", "A2");
    move(3, "A2", "A1");
    move(4, "A1", "A2");
  }
}

TEST_CASE("a whole catalog after deltas hides nothing of itself, and shows nothing of them") {
  Opened opened;
  opened.apply(whole_of(1, 9));
  v1::Catalog delta = delta_to_version(2);
  add_member(delta, "A1", 55).set_rank("silver");
  delta.add_removed_accounts("A2");
  opened.apply(delta);
  opened.apply(whole_of(3, 8));
  CHECK((*opened.catalog->find_member(hash_of_identifier(1)))->rank() == "gold");
  CHECK(account_of(*opened.catalog, 55).empty());
  CHECK(account_of(*opened.catalog, 2) == "A2");
  CHECK(account_of(*opened.catalog, 9).empty());
}

TEST_CASE("identifiers that clash in a bucket's fragment keep their members apart, also when one is removed") {
  Opened opened;
  const IdentifierHash one = hash_of_identifier(1);
  IdentifierHash two = one;  // the same bucket and fragment
  two.bytes[8] ^= 1;
  IdentifierHash three = one;  // the same sealed fragment too
  three.bytes[15] ^= 1;
  v1::Catalog whole = whole_of(1, 1);
  whole.clear_members();
  add_member_of(whole, "B1", one);
  add_member_of(whole, "B2", two);
  add_member_of(whole, "B3", three);
  add_member(whole, "B4", 4);
  opened.apply(whole);
  CHECK(account_of(*opened.catalog, one) == "B1");
  CHECK(account_of(*opened.catalog, two) == "B2");
  CHECK(account_of(*opened.catalog, three) == "B3");
  CHECK(account_of(*opened.catalog, 4) == "B4");
  for (const char* account : {"B1", "B2", "B3"}) CHECK(opened.catalog->member_by_account(account)->has_value());
  v1::Catalog delta = delta_to_version(2);
  delta.add_removed_accounts("B1");
  opened.apply(delta);
  CHECK(account_of(*opened.catalog, one).empty());
  CHECK(account_of(*opened.catalog, two) == "B2");
  CHECK(account_of(*opened.catalog, three) == "B3");
}

TEST_CASE("identifiers that clash in a block's sealed fragment keep their members apart, also when one is removed") {
  for (const char* removed : {"B1", "B2"}) {
    Opened opened;
    const IdentifierHash one = hash_of_identifier(1);
    IdentifierHash two = one;  // another place, the same sealed fragment
    two.bytes[0] ^= 0x80;
    v1::Catalog whole = catalog_of_version(1);
    add_member_of(whole, "B1", one);
    add_member_of(whole, "B2", two);
    opened.apply(whole);
    CHECK(account_of(*opened.catalog, one) == "B1");
    CHECK(account_of(*opened.catalog, two) == "B2");
    v1::Catalog delta = delta_to_version(2);
    delta.add_removed_accounts(removed);
    opened.apply(delta);
    const bool first = removed == std::string{"B1"};
    CHECK(account_of(*opened.catalog, one) == (first ? "" : "B1"));
    CHECK(account_of(*opened.catalog, two) == (first ? "B2" : ""));
  }
}

TEST_CASE("a stranger whose card clashes in the bucket is nobody") {
  Opened opened;
  opened.apply(whole_of(1, 9));
  IdentifierHash stranger = hash_of_identifier(1);
  for (std::size_t byte = 8; byte < 13; ++byte) {
    stranger.bytes[byte] ^= 1;
    CHECK(account_of(*opened.catalog, stranger).empty());
    stranger.bytes[byte] ^= 1;
  }
  CHECK(account_of(*opened.catalog, stranger) == "A1");
}

TEST_CASE("a member too large to share a block is found all the same") {
  Opened opened;
  v1::Catalog whole = whole_of(1, 9);
  for (int i = 0; i < 100; ++i) whole.mutable_members(3)->add_coupons(std::string(100, 'c'));
  opened.apply(whole);
  CHECK((*opened.catalog->find_member(hash_of_identifier(4)))->coupons_size() == 100);
  CHECK((*opened.catalog->member_by_account("A4"))->coupons_size() == 100);
  CHECK(account_of(*opened.catalog, 103) == "A3");
}
