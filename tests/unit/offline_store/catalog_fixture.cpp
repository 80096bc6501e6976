#include "offline_store/catalog_fixture.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <random>

using namespace kazasu;
using namespace kazasu::catalog;

v1::OfferSet offer_set_with_tax(std::int64_t rate) {
  v1::OfferSet offers;
  v1::Program& program = *offers.mutable_program();
  program.set_currency("JPY");
  program.set_time_zone("Asia/Tokyo");
  program.set_business_day_starts("00:00");
  auto& offset = *program.add_utc_offsets();
  offset.set_from_unix_seconds(0);
  offset.set_utc_offset_seconds(9 * 3600);
  auto& tax = *program.add_tax_rates();
  tax.set_tax_class("standard");
  tax.set_basis_points(rate);
  return offers;
}

v1::Catalog catalog_of_version(std::uint64_t version) {
  v1::Catalog catalog;
  catalog.set_version(version);
  catalog.set_issued_unix_ms(1'775'000'000'000);
  catalog.set_expires_unix_ms(1'775'600'000'000);
  *catalog.mutable_offer_set() = offer_set_with_tax(1000);
  catalog.mutable_store()->set_name("Kita store");
  catalog.mutable_redeem_policy()->set_per_checkout_points(500);
  catalog.set_covers_epoch(1);
  catalog.set_covers_seq(12);
  return catalog;
}

v1::Catalog delta_to_version(std::uint64_t version) {
  v1::Catalog catalog = catalog_of_version(version);
  catalog.set_base_version(version - 1);
  return catalog;
}

IdentifierHash hash_of_identifier(std::uint64_t n) {
  IdentifierHash hash;
  std::mt19937_64 engine{n};  // uniform, as an HMAC is
  const std::uint64_t words[2] = {engine(), engine()};
  std::memcpy(hash.bytes.data(), words, sizeof words);
  return hash;
}

v1::CatalogMember& add_member(v1::Catalog& catalog, const std::string& account_id, std::uint64_t identifier) {
  v1::CatalogMember& member = *catalog.add_members();
  member.set_account_id(account_id);
  member.set_rank("gold");
  auto& named = *member.add_identifiers();
  named.set_hash(std::string{as_text(hash_of_identifier(identifier).bytes)});
  named.set_key_version(1);
  auto& lot = *member.add_lots();
  lot.set_lot("1");
  lot.set_points(100);
  lot.set_activates_on("2026-04-01");
  return member;
}

CatalogOptions catalog_options(const std::filesystem::path& file, std::uint8_t key_byte) {
  return {.file = file, .seal_key = Bytes(32, key_byte)};
}

std::unique_ptr<Catalog> open_catalog(const CatalogOptions& options, Entropy& entropy) {
  auto catalog = Catalog::open(options, entropy);
  if (!catalog) FAIL(describe(catalog.error()));
  return std::move(*catalog);
}
