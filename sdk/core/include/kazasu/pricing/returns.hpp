#pragma once

#include <span>
#include <vector>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

/// What each return books, and the state after it (pricing.md, section 7). Any order and any split of the same units
/// ends in the same state, and returning everything ends at zero. Fails with `invalid_argument` naming a unit that is
/// not on the receipt, is named twice or was returned before. Pure; any thread.
Result<std::vector<QuotedReturn>> quote_returns(const ReturnRequest& request);

/// The same for a sale whose quote is at hand. `offers` must hold at least the offers that `original` applied, as they
/// were; `original` must be the quote of `sale`.
Result<std::vector<QuotedReturn>> quote_returns(const OfferIndex& offers, const Sale& sale, const Quote& original,
                                                const ReturnPolicy& policy, std::span<const UnitsReturned> returns);

}  // namespace kazasu
