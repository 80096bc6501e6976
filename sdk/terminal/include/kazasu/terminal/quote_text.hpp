#pragma once

#include <span>
#include <string>

#include "kazasu/values/error.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

/// A quote as a receipt of 42 columns that a person can check: each discount and its offer, tax per rate, points, and
/// why offers were not applied. `quote` is of `request`.
std::string quote_text(const QuoteRequest& request, const Quote& quote, Language language);

/// The same for returns; `returns` are of `request`.
std::string returns_text(const ReturnRequest& request, std::span<const QuotedReturn> returns, Language language);

}  // namespace kazasu
