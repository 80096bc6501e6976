#pragma once

#include <cstdint>
#include <string>

#include "store/store.hpp"

namespace kazasu::ledger {

/// The next catalog version, taken now. Versions are milliseconds since 1970 unless that would not rise: so a ledger
/// that was restored from a backup does not give a version out again.
std::uint64_t next_catalog_version(CatalogStore& catalog, std::int64_t now_unix_ms);

std::uint64_t catalog_version(CatalogStore& catalog);
/// The version with which a store's terminals began to carry the members of another area; 0: none.
void set_area_since(CatalogStore& catalog, const std::string& store, std::uint64_t version);
std::uint64_t area_since(CatalogStore& catalog, const std::string& store);

/// When it was taken.
std::int64_t catalog_issued_unix_ms(CatalogStore& catalog);

}  // namespace kazasu::ledger
