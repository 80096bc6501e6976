#pragma once

#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// What one sale may take of the budgets of an index's offers (docs/pricing-extensions.md). Reused from quote to quote.
class Budgets {
 public:
  void prepare(const OfferTables& tables, const Sale& sale);
  /// False for an offer that has nothing left, or was turned away.
  [[nodiscard]] bool leave_room(Number offer) const;
  /// Turns away the first applied offer that takes more than is left; false: all that apply fit.
  bool turn_away(const Quote& quote);
  /// Which budget is short and what is left of it, for an offer that they leave no room.
  void describe(Number offer, NotAppliedOffer& entry) const;

 private:
  struct Left {
    Int uses = 0;
    Int amount = 0;
    Int points = 0;
    Int amount_wanted = 1;  ///< by the selection that the offer was turned away from, else anything at all
    Int points_wanted = 1;
  };

  [[nodiscard]] const OfferBudget& budget_of(Number offer) const;
  [[nodiscard]] const Left* find(Number offer) const;

  const OfferTables* tables_ = nullptr;
  std::vector<Left> left_;  ///< parallel to OfferTables::with_budget
};

}  // namespace kazasu::pricing
