#pragma once

#include <span>
#include <vector>

#include "pricing/candidates.hpp"
#include "pricing/net_state.hpp"
#include "pricing/offer_stages.hpp"
#include "pricing/option_collector.hpp"
#include "pricing/search_budget.hpp"

namespace kazasu::pricing {

/// Decides offers one after the other in their order of application, so that at each step the nets are exact, and goes
/// back where nothing better can follow. Gives all that is worth keeping to a collector. Reused.
class SequenceSearch {
 public:
  void prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates);

  struct Task {
    std::span<const Number> places;  ///< offers to decide, in order of application
    std::span<const Number> lines;   ///< whose nets make an option; targets of the offers lie in them
    std::span<const Number> taken;   ///< picks before these: part of each option, their groups closed
  };
  /// `nets` comes back as it was. Returns the lowest sum of nets that an option left out by the budget could have, or
  /// the largest integer.
  Int run(const Task& task, NetState& nets, OfferStages& stages, OptionCollector& collector, SearchBudget& budget);

 private:
  struct Frame {
    NetState::Mark mark;
    bool included = false;
  };

  void try_greedily();
  bool include(Number at);
  void exclude_again(Number at);
  bool worth_going_on(Number at);
  void bound(Number from);
  void bound_one(Number at);
  void collect();
  [[nodiscard]] Discount discount_at(Number at) const;
  [[nodiscard]] const CompiledOffer& offer_at(Number at) const;

  const BasketLines* basket_ = nullptr;
  const Candidates* candidates_ = nullptr;
  Task task_;
  NetState* nets_ = nullptr;
  OfferStages* stages_ = nullptr;
  OptionCollector* collector_ = nullptr;
  SearchBudget* budget_ = nullptr;
  Int left_out_ = 0;
  bool bound_due_ = false;  ///< the last decision moved the bound
  Number last_set_ = 0;     ///< the last bundle or mix_match: units taken after it change nothing

  std::vector<Frame> frames_;
  std::vector<Number> picks_;
  std::vector<std::uint8_t> group_closed_;  ///< by group
  std::vector<Int> group_most_;             ///< by group: what its open offers take off at most; 0 between uses
  std::vector<Number> group_best_;          ///< by group: its best offer to begin with
  std::vector<Number> groups_seen_;
  std::vector<Int> line_nets_;  ///< parallel to task_.lines
  std::vector<Int> lowest_;     ///< by line: no option has a lower net, but for spread_
  Int spread_ = 0;              ///< what more could be taken off, anywhere
};

}  // namespace kazasu::pricing
