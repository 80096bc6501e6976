#include "offers/catalog_version.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

constexpr const char* kVersionName = "catalog_version";
constexpr const char* kIssuedUnixMs = "catalog_issued_unix_ms";
const std::string kAreaSince = "area_since:";

}  // namespace

std::uint64_t next_catalog_version(CatalogStore& catalog, std::int64_t now_unix_ms) {
  const std::int64_t version = std::max(catalog.number(kVersionName) + 1, now_unix_ms);
  catalog.set_number(kVersionName, version);
  catalog.set_number(kIssuedUnixMs, now_unix_ms);
  return static_cast<std::uint64_t>(version);
}

std::uint64_t catalog_version(CatalogStore& catalog) {
  return static_cast<std::uint64_t>(catalog.number(kVersionName));
}

void set_area_since(CatalogStore& catalog, const std::string& store, std::uint64_t version) {
  catalog.set_number(kAreaSince + store, static_cast<std::int64_t>(version));
}

std::uint64_t area_since(CatalogStore& catalog, const std::string& store) {
  return static_cast<std::uint64_t>(catalog.number(kAreaSince + store));
}

std::int64_t catalog_issued_unix_ms(CatalogStore& catalog) {
  return catalog.number(kIssuedUnixMs);
}

}  // namespace kazasu::ledger
