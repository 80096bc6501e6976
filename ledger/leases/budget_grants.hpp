#pragma once

#include <span>
#include <string>
#include <vector>

#include "kazasu/v1/offer.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// The limits of the program's offers, in place of those before. What was used of an offer stays counted.
void put_budgets(BudgetStore& budgets, const google::protobuf::RepeatedPtrField<v1::Offer>& offers);

/// Gives one terminal shares of budgets, out of what is free: so all shares and all that was used within shares come to
/// at most each budget.
class BudgetGrants {
 public:
  /// `term`: the terminal's generation, that runs.
  BudgetGrants(Transaction& transaction, const LeaseTerm& term, std::string store);

  /// The shares that are to be raised: those of which less than half is left, and more is free.
  [[nodiscard]] std::vector<BudgetLease> raises();
  /// Of some offers.
  [[nodiscard]] std::vector<BudgetLease> raises(std::span<const std::string> offers);
  void grant(const std::vector<BudgetLease>& raised);

 private:
  void consider(const Budget& budget, std::vector<BudgetLease>& raised);

  Transaction& transaction_;
  const LeaseTerm& term_;
  std::string store_;
  std::vector<std::string> terminals_of_store_;
};

}  // namespace kazasu::ledger
