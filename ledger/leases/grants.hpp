#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kazasu/v1/lease.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Gives leases of members' points to one terminal, and with a generation its shares of budgets. What it gives is in
/// the account's reserves, out of what is free: so all leases and holds of a wallet come to at most its lots.
class LeaseGrants {
 public:
  LeaseGrants(Transaction& transaction, std::string terminal, std::uint64_t epoch, std::string store,
              v1::LeasePolicy policy);

  /// Whether the terminal has no generation that runs.
  [[nodiscard]] bool is_due() const { return !term_ || term_->ended; }
  /// Begins the next generation, for the members who shopped at the store lately. `version` is the catalog's that shows
  /// it; `today` the business date.
  void begin(std::int64_t now_unix_ms, const std::string& today, std::uint64_t version);
  /// Raises the running generation's leases of one account to the terminal's share; nothing if none runs, and to an
  /// account that is not known. The caller saves the account.
  void raise(Account& account, const std::string& today, std::uint64_t version);

 private:
  Transaction& transaction_;
  std::string terminal_;
  std::uint64_t epoch_;
  std::string store_;
  v1::LeasePolicy policy_;
  std::optional<LeaseTerm> term_;
  std::vector<std::string> terminals_of_store_;
};

}  // namespace kazasu::ledger
