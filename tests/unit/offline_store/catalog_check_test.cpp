// What is wrong with a catalog is named, and nothing of it is applied.
#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "offline_store/catalog_fixture.hpp"

using namespace kazasu;
using namespace kazasu::catalog;

namespace {

struct BadCatalog {
  std::string field;
  std::function<void(v1::Catalog&)> spoil;
};

std::vector<BadCatalog> bad_catalogs() {
  return {
      {"base_version", [](v1::Catalog& c) { c.set_base_version(c.version()); }},
      {"offer_set.program",
       [](v1::Catalog& c) { c.mutable_offer_set()->mutable_program()->set_business_day_starts("25:00"); }},
      {"offer_set.offers[0]",
       [](v1::Catalog& c) {
         v1::Offer& offer = *c.mutable_offer_set()->add_offers();
         offer.set_id("O1");
         offer.mutable_reward()->mutable_percent_off()->set_basis_points(500);
         offer.mutable_when()->add_weekdays("SOMEDAY");
       }},
      {"redeem_policy.per_checkout_points",
       [](v1::Catalog& c) { c.mutable_redeem_policy()->set_per_checkout_points(-1); }},
      {"redeem_policy.catalog_age_hours", [](v1::Catalog& c) { c.mutable_redeem_policy()->set_catalog_age_hours(-1); }},
      {"members[1].account_id", [](v1::Catalog& c) { c.mutable_members(1)->clear_account_id(); }},
      {"members[1].account_id", [](v1::Catalog& c) { c.mutable_members(1)->set_account_id("A1"); }},
      {"members[1].account_id", [](v1::Catalog& c) { c.mutable_members(1)->set_account_id(std::string(257, 'a')); }},
      {"members[1].rank", [](v1::Catalog& c) { c.mutable_members(1)->set_rank(std::string(257, 'a')); }},
      {"members[1].segments[0]", [](v1::Catalog& c) { c.mutable_members(1)->add_segments(""); }},
      {"members[1].coupons[0]", [](v1::Catalog& c) { c.mutable_members(1)->add_coupons(""); }},
      {"members[1].birthday", [](v1::Catalog& c) { c.mutable_members(1)->set_birthday("02-30"); }},
      {"members[1].identifiers[0].hash",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_identifiers(0)->set_hash("short"); }},
      {"members[1].identifiers[0].hash",
       [](v1::Catalog& c) {
         c.mutable_members(1)->mutable_identifiers(0)->set_hash(c.members(0).identifiers(0).hash());
       }},
      {"members[1].identifiers[0].one_time_key",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_identifiers(0)->set_one_time_key("fifteen bytes.."); }},
      {"members[1].identifiers[0].one_time_key",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_identifiers(0)->set_one_time_key(std::string(65, 'k')); }},
      {"members[1].identifiers[0].card_key",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_identifiers(0)->set_card_key(std::string(15, 'k')); }},
      {"members[1].lots[0].lot",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_lots(0)->set_lot(std::string(257, 'a')); }},
      {"members[1].lots[0].points",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_lots(0)->set_points(-1'000'000'000'001); }},
      {"members[1].lots[0].points",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_lots(0)->set_points(1'000'000'000'001); }},
      {"members[1].lots[0].activates_on",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_lots(0)->set_activates_on("2026-4-1"); }},
      {"members[1].lots[0].expires_on",
       [](v1::Catalog& c) { c.mutable_members(1)->mutable_lots(0)->set_expires_on("2026-02-29"); }},
      {"members[1].usage[0].offer", [](v1::Catalog& c) { c.mutable_members(1)->add_usage(); }},
      {"members[1].usage[0].total",
       [](v1::Catalog& c) {
         auto& usage = *c.mutable_members(1)->add_usage();
         usage.set_offer("O1");
         usage.set_total(-1);
       }},
      {"members[1].usage[0].business_date",
       [](v1::Catalog& c) {
         auto& usage = *c.mutable_members(1)->add_usage();
         usage.set_offer("O1");
         usage.set_today(1);
       }},
      {"members[1].usage[0].stamps",
       [](v1::Catalog& c) {
         auto& usage = *c.mutable_members(1)->add_usage();
         usage.set_offer("O1");
         usage.set_stamps(1'000'000'001);
       }},
      {"members[1].activity[0].business_date", [](v1::Catalog& c) { c.mutable_members(1)->add_activity(); }},
      {"members[1].activity[0].awarded_points",
       [](v1::Catalog& c) {
         auto& activity = *c.mutable_members(1)->add_activity();
         activity.set_business_date("2026-11-25");
         activity.set_awarded_points(-1);
       }},
      {"products[0].product", [](v1::Catalog& c) { c.mutable_products(0)->clear_product(); }},
      {"products[0].unit_price_minor", [](v1::Catalog& c) { c.mutable_products(0)->set_unit_price_minor(-1); }},
      {"products[0].categories[0]", [](v1::Catalog& c) { c.mutable_products(0)->add_categories(""); }},
  };
}

v1::Catalog good_catalog(std::uint64_t version) {
  v1::Catalog catalog = catalog_of_version(version);
  add_member(catalog, "A1", 1);
  add_member(catalog, "A2", 2);
  catalog.add_products()->set_product("P1");
  return catalog;
}

}  // namespace

TEST_CASE("a catalog with a bad field is refused by the field's name, and the version in use stays whole") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog in_use = catalog_of_version(5);
  add_member(in_use, "A9", 9);
  REQUIRE(catalog->apply(in_use).ok());
  for (const BadCatalog& bad : bad_catalogs()) {
    INFO(bad.field);
    v1::Catalog offered = good_catalog(6);
    bad.spoil(offered);
    if (offered.base_version() != 0) offered.set_base_version(5);
    if (bad.field == "base_version") offered.set_base_version(6);
    const auto applied = catalog->apply(offered);
    REQUIRE_FALSE(applied.ok());
    if (bad.field == "base_version") continue;  // refused as a delta on another version first
    CHECK(applied.error().code == ErrorCode::catalog_invalid);
    CHECK(applied.error().detail.starts_with(bad.field));
    CHECK(catalog->version() == 5);
    CHECK(catalog->find_member(hash_of_identifier(9))->has_value());
    CHECK_FALSE(catalog->find_member(hash_of_identifier(1))->has_value());
  }
  CHECK(catalog->apply(good_catalog(6)).ok());
}

TEST_CASE("a catalog with an offer that this build cannot price is refused with that reason") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog offered = catalog_of_version(6);
  v1::Offer& offer = *offered.mutable_offer_set()->add_offers();
  offer.set_id("O1");
  offer.GetReflection()->MutableUnknownFields(&offer)->AddVarint(999, 1);
  const auto applied = catalog->apply(offered);
  REQUIRE_FALSE(applied.ok());
  CHECK(applied.error().code == ErrorCode::offer_unsupported);
  CHECK(catalog->version() == 0);
}

TEST_CASE("what a member owes comes as a lot below zero without dates") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog offered = good_catalog(6);
  auto& debt = *offered.mutable_members(1)->add_lots();
  debt.set_lot("debt:alliance");
  debt.set_wallet("alliance");
  debt.set_points(-30);
  CHECK(catalog->apply(offered).ok());
}

TEST_CASE("an error about a catalog names no identifier") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  v1::Catalog offered = good_catalog(6);
  offered.mutable_members(1)->mutable_identifiers(0)->set_hash("canary-hash");
  CHECK(catalog->apply(offered).error().detail.find("canary") == std::string::npos);
  offered = good_catalog(6);
  offered.mutable_members(1)->set_birthday("canary-day");
  CHECK(catalog->apply(offered).error().detail.find("canary") == std::string::npos);
}
