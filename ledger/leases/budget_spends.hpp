#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "kazasu/ledger/posting.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// What a checkout takes of a budget.
std::int64_t spend_of(const v1::AppliedOffer& applied, BudgetKind kind);
/// Whether the checkout says to have applied the offer within its terminal's shares.
bool within_shares(const v1::CheckoutContent& content, const std::string& offer);

/// Counts what checkouts took of offers' budgets. Within the terminal's shares it comes out of them; what does not is
/// counted apart, and is the exception `budget_exceeded`.
class BudgetSpends {
 public:
  BudgetSpends(Transaction& transaction, const Enrollment& sender) : transaction_(transaction), sender_(sender) {}

  void post(const PostedEntry& entry, const v1::CheckoutContent& content, PostingOutcome& outcome);
  /// Offers of which something was taken or wanted, for a terminal that may need more.
  [[nodiscard]] std::vector<std::string> used() const { return {used_.begin(), used_.end()}; }

 private:
  [[nodiscard]] const std::set<std::string>& known();
  void note_wants(const v1::Quote& quote);

  Transaction& transaction_;
  const Enrollment& sender_;
  std::optional<std::set<std::string>> known_;  ///< offers with a budget, read when first wanted
  std::set<std::string> used_;
};

}  // namespace kazasu::ledger
