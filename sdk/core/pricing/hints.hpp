#pragma once

#include <vector>

#include "pricing/quoter.hpp"

namespace kazasu::pricing {

/// "One more coffee": the smallest change of the basket that makes an offer apply which does not, and what it would
/// save, found by quoting the changed basket with the offer and without it (docs/pricing-extensions.md). Reused.
class HintFinder {
 public:
  /// Fills `quote.hints`; `quoter` has just made `quote` for `sale`.
  void find(const OfferTables& tables, const Sale& sale, const Quoter& quoter, const QuoteOptions& options,
            Quote& quote);

 private:
  /// More units of a line.
  struct Change {
    Number line = 0;
    Int quantity = 0;
    Int amount = 0;  ///< their price before discounts
  };

  [[nodiscard]] bool applied(const OfferTables& tables, Number offer, const Quote& quote) const;
  [[nodiscard]] Int missing_units(const OfferTables& tables, const Quoter& quoter, Number offer, Int unit_price) const;
  void list_changes(const OfferTables& tables, const Quoter& quoter, Number offer);
  bool try_change(const OfferTables& tables, const Change& change, Number offer, const QuoteOptions& options,
                  Hint& hint);

  Quoter quoter_;
  Sale changed_;
  Quote with_, without_;
  std::vector<Change> changes_;
};

}  // namespace kazasu::pricing
