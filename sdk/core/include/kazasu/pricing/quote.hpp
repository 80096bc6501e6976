#pragma once

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// Prices baskets: a pure function of the index and the sale. Thread: one engine at a time.
class QuoteEngine {
 public:
  /// Errors as of `validate`; `quote` is written only on success.
  Result<void> quote(const OfferIndex& offers, const Sale& sale, Quote& quote);
};

/// The whole request at once.
Result<Quote> quote(const QuoteRequest& request);

}  // namespace kazasu
