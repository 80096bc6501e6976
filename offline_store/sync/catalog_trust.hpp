#pragma once

#include <cstdint>
#include <string>

#include "kazasu/seams/key_store.hpp"
#include "kazasu/v1/tuf.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::sync {

/// What a terminal trusts of catalogs: the newest root and the versions seen, in the key store, where a deleted catalog
/// does not take them along.
class CatalogTrust {
 public:
  /// Begins with the root that enrolment brought; durable when it returns. `catalog_root_invalid`.
  static Result<void> begin(KeyStore& keys, const std::string& signed_root);
  /// `key_missing`: the terminal was enrolled before catalogs had roots; `catalog_root_invalid`.
  static Result<CatalogTrust> load(KeyStore& keys);

  [[nodiscard]] std::uint64_t root_version() const { return root_.version(); }

  /// Who asks for a release, and when.
  struct Asked {
    std::string terminal;
    std::uint64_t since = 0;       ///< the catalog's version in use, 0: none
    std::int64_t now_unix_ms = 0;  ///< a time that has certainly come
  };
  /// Checks a release in the order of the TUF specification (5.3 to 5.6) and trusts it from here on, durably, before
  /// any of it is fetched. What it leads to, or, with what was trusted unchanged but for roots that were followed:
  /// - `signature_invalid`: fewer of a role's keys have signed than must
  /// - `catalog_root_invalid`: a root does not follow the one before it
  /// - `catalog_rollback`: a version is below one that was trusted
  /// - `catalog_expired`: out of date
  /// - `catalog_mixed`: parts that do not belong together, or to this terminal
  /// - `catalog_oversized`: larger than a release may be
  Result<v1::TargetsMetadata> accept(const v1::CatalogRelease& release, const Asked& asked);
  /// `catalog_expired` if what was trusted last has expired: then "nothing new" is not believed.
  [[nodiscard]] Result<void> check_not_frozen(std::int64_t now_unix_ms) const;

 private:
  CatalogTrust(KeyStore& keys, v1::CatalogTrust trust, v1::RootMetadata root);
  Result<void> follow_roots(const v1::CatalogRelease& release, std::int64_t now_unix_ms);
  Result<void> store();

  KeyStore* keys_;
  v1::CatalogTrust trust_;
  v1::RootMetadata root_;
};

}  // namespace kazasu::sync
