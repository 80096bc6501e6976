#include "offers/catalog_version.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

constexpr const char* kVersionName = "catalog_version";
constexpr const char* kIssuedUnixMs = "catalog_issued_unix_ms";

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

std::int64_t catalog_issued_unix_ms(CatalogStore& catalog) {
  return catalog.number(kIssuedUnixMs);
}

}  // namespace kazasu::ledger
