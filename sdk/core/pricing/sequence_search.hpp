#pragma once

#include <span>
#include <vector>

#include "pricing/candidates.hpp"
#include "pricing/line_bounds.hpp"
#include "pricing/net_state.hpp"
#include "pricing/offer_stages.hpp"
#include "pricing/option_collector.hpp"
#include "pricing/search_budget.hpp"

namespace kazasu::pricing {

/// Decides offers one after the other in their order of application, so that at each step the nets are exact; first
/// tries the decision that promises more, and goes back where nothing better can follow. Gives all that is worth
/// keeping to a collector. Reused.
class SequenceSearch {
 public:
  void prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates);

  struct Task {
    std::span<const Number> places;  ///< offers to decide, in order of application
    std::span<const Number> lines;   ///< whose nets make an option; targets of the offers lie in them
    std::span<const Number> taken;   ///< picks before these: part of each option, their groups closed
  };
  /// Writes to `lowest`, by line, how low the task's lines can come; what more can be taken off anywhere is returned.
  Int bound(const Task& task, NetState& nets, OfferStages& stages, std::span<Int> lowest);
  /// Marks in `dropped`, by place, offers that no option worth keeping takes. Returns whether there are any.
  bool reduce(const Task& task, NetState& nets, OfferStages& stages, OptionCollector& collector,
              std::span<std::uint8_t> dropped);
  /// `nets` comes back as it was. Returns the lowest sum of nets that an option left out by the budget could have, or
  /// the largest integer.
  Int run(const Task& task, NetState& nets, OfferStages& stages, OptionCollector& collector, SearchBudget& budget);

 private:
  /// A decided offer. `nets` and `bounds` are the state before it.
  struct Frame {
    NetState::Mark nets;
    std::size_t bounds = 0;
    bool included = false;
    bool other_open = false;  ///< the other decision is still to be tried
  };

  [[nodiscard]] bool is_small(const Task& task) const;
  Int run_one(const Task& task, NetState& nets, OfferStages& stages);
  Int run_small(const Task& task, NetState& nets, OfferStages& stages);
  void search_small(Number at, Int sum);
  [[nodiscard]] Int most_off_from(Number at) const;
  [[nodiscard]] bool are_alternatives(const Task& task) const;
  Int run_alternatives(const Task& task, NetState& nets, OfferStages& stages);
  void use(const Task& task, NetState& nets, OfferStages& stages);
  void start(const Task& task, NetState& nets, OfferStages& stages);
  void finish();
  void assume_groups_best();
  void assume_best_of(Number first);
  void collect_assumed();
  bool drop_hopeless();
  bool drop_if_hopeless(Number at, Int spread_of_others);
  void try_greedily();
  void decide(Number at);
  bool step_back();
  bool include(Number at);
  void undo_include(Number at, NetState::Mark mark);
  [[nodiscard]] bool hopeless(Number from);
  [[nodiscard]] Int spread(Number from);
  [[nodiscard]] Int most_off(Number at);
  [[nodiscard]] Int off_whole_basket(const CompiledOffer& offer, Int spread) const;
  void leave_out(Number from);
  void collect();
  [[nodiscard]] Discount discount_at(Number at) const;
  [[nodiscard]] const CompiledOffer& offer_at(Number at) const;

  const OfferTables* tables_ = nullptr;
  const BasketLines* basket_ = nullptr;
  const Candidates* candidates_ = nullptr;
  Task task_;
  NetState* nets_ = nullptr;
  OfferStages* stages_ = nullptr;
  OptionCollector* collector_ = nullptr;
  SearchBudget* budget_ = nullptr;
  Int left_out_ = 0;
  Number last_set_ = 0;  ///< the last bundle or mix_match: units taken after it change nothing

  Int lowest_sum_ = 0;                ///< of a small set, so far
  std::vector<Int> most_from_;        ///< by place in a small set: the sum of more_than_later_ from there on
  std::vector<Int> more_than_later_;  ///< by place in a small set: off more than later ones of its group
  std::vector<Int> most_of_later_;    ///< by place in a small set: the most that a later one of its group takes off
  std::vector<Number> slots_;         ///< by place in a small set: its group, or where no group is closed
  bool nets_stay_ = false;            ///< while a set is reduced
  std::vector<Int> most_off_;         ///< by place in the task, meanwhile; -1: not reckoned yet
  std::vector<Frame> frames_;
  std::vector<Number> picks_;
  LineBounds bounds_;
  std::vector<Number> uncounted_;           ///< offers that bounds_ does not count in
  std::vector<std::uint8_t> group_closed_;  ///< by group, and last, never closed, of no group
  std::vector<Int> group_most_;             ///< by group; 0 between uses
  std::vector<Number> group_best_;          ///< by group: its best offer to begin with
  std::vector<Number> groups_seen_;
  std::vector<Int> line_nets_;  ///< parallel to task_.lines
};

}  // namespace kazasu::pricing
