#pragma once

#include <span>
#include <vector>

#include "pricing/hint_changes.hpp"
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
  /// What the offer is good for in a basket.
  struct Worth {
    Money saves;
    Points points;
  };
  enum class Tried { works, does_not, none_can };

  /// What one call of `find` is about.
  struct Asked {
    const OfferTables& tables;
    const Sale& sale;
    const QuoteOptions& options;
  };

  /// Of a change: a good and its units.
  struct Added {
    HintGood good;
    Int units = 0;
  };

  bool list_goods(const Asked& asked, const Quoter& quoter, Number offer, bool applies);
  bool find_smallest(const Asked& asked, Number offer, const Worth& now);
  Tried try_found(const Asked& asked, Int units_from, Number offer, const Worth& now);
  Tried try_one(const Asked& asked, const HintChange& change, Number offer, const Worth& now);
  void add_goods();
  void take_goods_away(std::size_t lines_before);
  Tried weigh(const Asked& asked, Number offer, Worth& worth);
  Hint as_hint(const Asked& asked, Number offer) const;

  Quoter quoter_;
  Sale changed_;
  Quote with_, without_;
  HintChanges changes_;
  // Of the change tried last:
  std::vector<Added> added_;  ///< lines in the basket's order, then products in theirs
  Worth more_;                ///< than now
  Int amount_ = 0;
  std::size_t tries_left_ = 0;   ///< for one offer
  std::size_t quotes_left_ = 0;  ///< for all
};

}  // namespace kazasu::pricing
