#pragma once

#include <vector>

#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

/// What each return books, and the state after it (pricing.md, section 7). Any order and any split of the same units ends
/// in the same state. `invalid_argument` names a unit that is not on the receipt, is named twice or was returned before.
Result<std::vector<QuotedReturn>> quote_returns(const ReturnRequest& request);

}  // namespace kazasu
