#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

struct Serving : TestLedger {
  TestTerminal r1{**this, "R1"};
};

TEST_CASE_METHOD(Serving, "catalog: the whole has all that a terminal must know") {
  const v1::Catalog catalog = r1.catalog(**this);
  CHECK(catalog.base_version() == 0);
  CHECK(catalog.members_size() == 4);
  CHECK(catalog.products_size() == 14);
  CHECK(catalog.offer_set().offers_size() == 9);
  CHECK(catalog.offer_set().program().utc_offsets_size() > 0);
  CHECK(catalog.store().name() == "かざす屋 駅前店");
  CHECK(catalog.redeem_policy().min_assurance() == v1::Member::AUTHENTICATED);
  CHECK(catalog.issued_unix_ms() == clock().wall_ms);
  CHECK(catalog.expires_unix_ms() > clock().wall_ms);
  const v1::CatalogMember hanako = member_in(catalog, "m-hanako");
  CHECK(hanako.rank() == "gold");
  CHECK(points_in(hanako) == 820);
  CHECK(hanako.coupons_size() == 2);
  CHECK(member_in(catalog, "m-yuki").first_visit());
}

TEST_CASE_METHOD(Serving, "catalog: identifiers come as keyed hashes, and a Lite-S card with its own key") {
  const v1::CatalogMember hanako = member_in(r1.catalog(**this), "m-hanako");
  REQUIRE(hanako.identifiers_size() == 1);
  const Identifier card{"felica_lite_s", "012E4CE2B16D2A7F00F1000000000001"};
  const IdentifierHash hash = proto::hash_identifier(as_bytes(r1.enrollment().identifier_key()), card);
  CHECK(hanako.identifiers(0).hash() == as_text(hash.bytes));
  Bytes id_block;
  REQUIRE(from_hex(card.value, id_block));
  const auto card_key = drivers::diversify_card_key(*keys().load("card_master_key_1"), id_block);
  REQUIRE(card_key);
  CHECK(hanako.identifiers(0).card_key() == as_text(*card_key));
  CHECK(member_in(r1.catalog(**this), "m-ken").identifiers(0).card_key().empty());
}

TEST_CASE_METHOD(Serving, "catalog: a delta has the members that changed and no others") {
  const std::uint64_t version = r1.catalog(**this).version();
  CHECK_FALSE((*this)->catalog(r1.client(), version, 1)->has_value());
  r1.sell({.account = "m-taro", .redeemed = 200});
  (void)r1.send(**this);
  const v1::Catalog delta = r1.catalog(**this, version);
  CHECK(delta.version() > version);
  CHECK(delta.base_version() == version);
  REQUIRE(delta.members_size() == 1);
  CHECK(points_in(member_in(delta, "m-taro")) == 1'000);
  CHECK(delta.products_size() == 0);
  CHECK(delta.offer_set().offers_size() == 9);
}

TEST_CASE_METHOD(Serving, "catalog: it says which of the asking terminal's own entries it covers") {
  TestTerminal r2{**this, "R2"};
  r1.sell();
  r1.sell();
  (void)r1.send(**this);
  CHECK(r1.catalog(**this).covers_epoch() == 1);
  CHECK(r1.catalog(**this).covers_seq() == 2);
  CHECK(r2.catalog(**this).covers_seq() == 0);
}

TEST_CASE_METHOD(Serving, "catalog: used coupons and counted uses go down with it") {
  r1.sell({.account = "m-hanako", .applied = {"coupon-coffee-50", "morning-coffee-20", "sweets-10"}});
  (void)r1.send(**this);
  const v1::CatalogMember hanako = member_in(r1.catalog(**this), "m-hanako");
  REQUIRE(hanako.coupons_size() == 1);
  CHECK(hanako.coupons(0) == "coupon-bonus-100");
  // Only offers whose uses are limited are worth their bytes.
  REQUIRE(hanako.usage_size() == 1);
  CHECK(hanako.usage(0).offer() == "morning-coffee-20");
  CHECK(hanako.usage(0).today() == 1);
  CHECK(hanako.usage(0).business_date() == "2026-11-25");
}

TEST_CASE_METHOD(Serving, "catalog: a debt is taken off the lots; only what is left of it is below zero") {
  r1.sell({.account = "m-ken", .redeemed = 60});
  r1.sell({.account = "m-ken", .awarded = 5});
  (void)r1.send(**this);
  const v1::CatalogMember ken = member_in(r1.catalog(**this), "m-ken");
  CHECK(points_in(ken) == -10);
  CHECK(ken.lots_size() == 1);
}

TEST_CASE_METHOD(Serving, "catalog: provisional accounts are not in it") {
  r1.sell({.account = "", .identifier = {"uid", "04AABBCCDDEE80"}, .awarded = 5});
  (void)r1.send(**this);
  CHECK(r1.catalog(**this).members_size() == 4);
}

TEST_CASE_METHOD(Serving,
                 "catalog: a quiet ledger gives a new version out every quarter of an hour, so that it does not age") {
  const v1::Catalog before = r1.catalog(**this);
  clock().pass_minutes(14);
  CHECK_FALSE((*this)->catalog(r1.client(), before.version(), 1)->has_value());
  clock().pass_minutes(1);
  const v1::Catalog after = r1.catalog(**this, before.version());
  CHECK(after.issued_unix_ms() == clock().wall_ms);
  CHECK(after.members_size() == 0);
}

TEST_CASE_METHOD(Serving, "catalog: lots expire with the business day, and the change goes down") {
  const std::uint64_t version = r1.catalog(**this).version();
  // 2027-01-01 04:59 in Tokyo is still the last day of 2026's business; a minute later it is over.
  clock().wall_ms = 1'798'747'140'000;
  CHECK(points_in(member_in(r1.catalog(**this), "m-hanako")) == 820);
  CHECK(account("m-hanako").points == 820);
  clock().pass_minutes(1);
  CHECK(points_in(member_in(r1.catalog(**this, version), "m-hanako")) == 320);
  const Audit audit = require_whole();
  CHECK(audit.expired == 500);
}

TEST_CASE_METHOD(Serving, "catalog: a version that was never given out is answered with the whole") {
  const v1::Catalog catalog = r1.catalog(**this, 9'000'000'000'000'000);
  CHECK(catalog.base_version() == 0);
  CHECK(catalog.members_size() == 4);
}

}  // namespace
}  // namespace kazasu::ledger
