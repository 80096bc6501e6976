#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "brute_force/arithmetic.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::brute_force {

/// Nets of each line's units.
using Nets = std::vector<std::vector<I>>;

struct Outcome {
  Nets nets;
  std::map<const Offer*, std::map<std::size_t, I>> off;  ///< by offer and line
  std::map<const Offer*, I> points;
  I total = 0, all_points = 0;
  std::map<std::string, I> usable, base_points;  ///< by wallet
  std::vector<TaxTotal> taxes;
};

/// A wallet with what the sale says of it.
struct Purse {
  std::string name;
  const AwardRules* award;
  const RedeemRules* redeem;
  I balance = 0, wish = 0, today = 0;
};

/// The answer to one request. Each part of it is a file beside this one.
class Sum {
 public:
  explicit Sum(const QuoteRequest& request);

  Quote answer();

 private:
  using Selection = std::vector<const Offer*>;  ///< in order of application

  // conditions_and_targets.cpp
  std::string failing_condition(const Offer& offer) const;
  std::vector<std::size_t> target_of(const Offer& offer) const;
  NotAppliedOffer reason_of(const Offer& offer) const;

  // rewards_by_stage.cpp
  void apply_sets(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const;
  void apply(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const;

  // taxes_and_totals.cpp
  I basis_points(const Line& line) const;
  void add_tax(Outcome& outcome) const;

  // wallets_and_redeeming.cpp
  std::vector<Purse> purses() const;
  const Purse purse(const std::string& name) const;
  I value_of(const Outcome& outcome, const std::string& but = "-") const;
  I usable(const Purse& purse, I wish, I rest) const;
  void redeem(Outcome& outcome) const;

  // awards.cpp
  AwardRate rate(const AwardRules& rules) const;
  I most_points(const Offer& offer) const;
  void award(const Selection& selection, Outcome& outcome) const;
  Award lot(const std::string& offer, const std::string& wallet, I points, I expires_days) const;
  void cap(Selection& best, Outcome& outcome, Quote& quote);

  // stamps.cpp
  I stamps_of(const Offer& offer) const;
  I held_stamps(const Offer& offer) const;
  Selection stamp_offers(const Selection& best, Quote& quote) const;

  // explanations.cpp
  void explain(const Selection& best, const Outcome& outcome, const Selection& stamps, Quote& quote) const;

  // every_selection.cpp
  bool allowed(const Selection& selection) const;
  Outcome outcome_of(const Selection& selection) const;

  const QuoteRequest& request_;
  const Program& program_;
  const Sale& sale_;
  const std::vector<Line>& lines_;
  Date date_;
  TimeOfDay wall_;
  Selection candidates_;
  std::map<const Offer*, NotAppliedOffer> reasons_;
  std::set<const Offer*> capped_;  ///< cut to nothing
};

}  // namespace kazasu::brute_force
