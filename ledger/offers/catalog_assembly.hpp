#pragma once

#include <optional>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Builds and signs what a terminal must know, or what changed in it.
class CatalogDesk {
 public:
  CatalogDesk(Store& store, const LedgerKeys& keys, Clock& clock) : store_(store), keys_(keys), clock_(clock) {}

  /// Throws StoreFailure.
  Result<std::optional<v1::SignedCatalog>> catalog(const Client& client, std::uint64_t since);

 private:
  void keep_current(std::int64_t now_unix_ms);
  /// Gives the terminal its next generation of leases, if it has none that runs.
  void lease_points(const Client& client, std::int64_t now_unix_ms);

  Store& store_;
  const LedgerKeys& keys_;
  Clock& clock_;
};

}  // namespace kazasu::ledger
