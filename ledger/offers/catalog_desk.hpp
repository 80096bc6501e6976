#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "offers/chunk_file.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Tells terminals how to get from the catalog that they have to the newest, and signs it. Whole catalogs are made once
/// and completed by a delta until much has changed; all terminals that carry the same members are served the same
/// chunks. Thread: any.
class CatalogDesk {
 public:
  CatalogDesk(Store& store, ChunkFile& chunks, const LedgerKeys& keys, Clock& clock)
      : store_(store), chunks_(chunks), keys_(keys), clock_(clock) {}

  /// Nothing: the terminal has the newest. `catalog_missing`: there is none, or the whole is being made. Throws
  /// StoreFailure.
  Result<std::optional<v1::CatalogRelease>> release(const Client& client, std::uint64_t since, std::uint64_t root);
  Result<std::string> chunk(const Client& client, BytesView sha256);

 private:
  void keep_current(std::int64_t now_unix_ms);
  /// Gives the terminal its next generation of leases, if it has none that runs.
  void grant_leases(const Client& client, std::int64_t now_unix_ms);
  /// Makes a whole catalog unless another request is doing so.
  Result<MadeStep> make_whole(const std::string& area, std::int64_t now_unix_ms);

  Store& store_;
  ChunkFile& chunks_;
  const LedgerKeys& keys_;
  Clock& clock_;
  std::mutex mutex_;
  std::set<std::string> being_made_;  ///< areas
};

}  // namespace kazasu::ledger
