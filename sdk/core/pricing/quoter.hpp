#pragma once

#include "kazasu/pricing/quote.hpp"
#include "pricing/answer.hpp"
#include "pricing/field_check.hpp"

namespace kazasu::pricing {

/// All that one quote needs, kept from quote to quote.
class Quoter {
 public:
  /// `without`: the number of an offer that is to be no candidate, or kNone. Leaves `hints` empty.
  Result<void> quote(const OfferTables& tables, const Sale& sale, const QuoteOptions& options, Number without,
                     Quote& quote);

  /// How the search goes; QuoteOptions::search_steps comes before its `steps`. The answer does not depend on it where
  /// the search comes to its end.
  SearchBounds bounds;

  /// Of the last quote.
  [[nodiscard]] const Candidates& candidates() const { return candidates_; }
  [[nodiscard]] const BasketLines& basket() const { return basket_; }

 private:
  /// With the offers that their budgets leave room.
  Result<void> price(const OfferTables& tables, const Sale& sale, const QuoteOptions& options, Number without,
                     Quote& quote);

  DuplicateFinder duplicates_;
  SaleFacts facts_;
  BasketLines basket_;
  Candidates candidates_;
  NetState nets_;
  OfferStages stages_;
  SelectionSearch search_;
  Selection selection_;
  CappedAwards awards_;
  StampChoice stamps_;
  CandidateReasons reasons_;
  AnswerWriter writer_;
};

}  // namespace kazasu::pricing
