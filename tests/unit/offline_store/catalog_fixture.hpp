#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "kazasu/catalog/catalog.hpp"
#include "offline_store/store_fixture.hpp"

/// A yen program with `rate` basis points of standard tax, and no offers.
kazasu::v1::OfferSet offer_set_with_tax(std::int64_t rate);

/// A whole catalog with one offer set and nobody in it.
kazasu::v1::Catalog catalog_of_version(std::uint64_t version);
/// A delta on the version before.
kazasu::v1::Catalog delta_to_version(std::uint64_t version);

/// The hash of identifier `n`.
kazasu::IdentifierHash hash_of_identifier(std::uint64_t n);

/// Adds a member of 100 points with one identifier.
kazasu::v1::CatalogMember& add_member(kazasu::v1::Catalog& catalog, const std::string& account_id,
                                      std::uint64_t identifier);

kazasu::catalog::CatalogOptions catalog_options(const std::filesystem::path& file, std::uint8_t key_byte = 7);

/// Opens and requires that it goes well.
std::unique_ptr<kazasu::catalog::Catalog> open_catalog(const kazasu::catalog::CatalogOptions& options,
                                                       kazasu::Entropy& entropy);
