#pragma once

#include <span>
#include <vector>

#include "pricing/quoter.hpp"

namespace kazasu::pricing {

/// "One more coffee": the smallest change of the basket that makes an offer apply which does not, or once more, and
/// what it would save, found by quoting the changed basket with the offer and without it
/// (docs/pricing-extensions.md). Reused.
class HintFinder {
 public:
  /// Fills `quote.hints`; `quoter` has just made `quote` for `sale`.
  void find(const OfferTables& tables, const Sale& sale, const Quoter& quoter, const QuoteOptions& options,
            Quote& quote);

 private:
  /// More units of a line, or of a product that the basket has none of.
  struct Change {
    Number line = kNone;
    const Line* product = nullptr;  ///< where `line` is kNone
    Int quantity = 0;
    Int amount = 0;  ///< their price before discounts
  };
  /// What the offer is good for in a basket.
  struct Worth {
    Money saves;
    Points points;
  };

  void list_changes(const OfferTables& tables, const Sale& sale, const Quoter& quoter, std::span<const Line> products,
                    Number offer);
  bool weigh(const OfferTables& tables, const QuoteOptions& options, Number offer, Worth& worth);
  bool try_change(const OfferTables& tables, const Change& change, Number offer, const Worth& now,
                  const QuoteOptions& options, Hint& hint);

  Quoter quoter_;
  Sale changed_;
  Quote with_, without_;
  std::vector<Change> changes_;
};

}  // namespace kazasu::pricing
