#pragma once

#include <functional>
#include <string>

#include "kazasu/seams/clock.hpp"
#include "kazasu/values/result.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Gives an account that is being worked on, and takes note that it was changed by `postings` of the ledger's own.
class LeaseAccounts {
 public:
  virtual ~LeaseAccounts() = default;
  virtual Account& account(const std::string& account_id) = 0;
  /// Every account that is held in memory.
  virtual void each(const std::function<void(Account&)>& visit) = 0;
  virtual void posted(const std::string& account_id, const std::vector<Posting>& postings) = 0;
};

/// Ends all of the terminal's leases up to `generation`: what is left of them is free again, and pays what the member
/// owes. What the terminal has spent under them must be posted before. `today`: of the postings.
void end_leases(Transaction& transaction, LeaseAccounts& accounts, const std::string& terminal, std::uint64_t epoch,
                std::uint64_t generation, const std::string& today);

/// The same for a terminal that will not come back, by the operator's word: of the whole epoch, whatever runs in it.
/// `not_found`: nothing does.
Result<void> end_leases_of_lost(Store& store, const std::string& terminal, std::uint64_t epoch, Clock& clock);

}  // namespace kazasu::ledger
