#pragma once

#include <vector>

#include "kazasu/values/quote.hpp"

namespace kazasu {

/// What a checkout that is ready to be paid takes of budgets: set aside from other checkouts of this terminal for as
/// long as it lives.
struct BudgetPromise {
  std::vector<BudgetLeft> taken;
};

}  // namespace kazasu
