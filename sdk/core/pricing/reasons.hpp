#pragma once

#include <span>
#include <vector>

#include "pricing/award_caps.hpp"
#include "pricing/selection.hpp"
#include "pricing/stamps.hpp"

namespace kazasu::pricing {

/// Why a candidate is not taken.
struct CandidateReason {
  NotAppliedReason reason = NotAppliedReason::not_best;
  Number instead = kNone;  ///< place of the offer taken in its place
  bool taken = false;
};

/// Gives each candidate its reason (pricing.md, section 5: GROUP, EXCLUSIVE, NO_EFFECT, NOT_BEST). Reused.
class CandidateReasons {
 public:
  /// `nets` are those at the start and come back so. `search` has found `selection`; its points choice is that of the
  /// selection.
  void explain(const SelectionSearch::Input& input, SelectionSearch& search, const Selection& selection,
               const CappedAwards& awards, const StampChoice& stamps, NetState& nets, OfferStages& stages);

  std::vector<CandidateReason> by_place;
  std::vector<Number> not_taken;  ///< places, ascending

 private:
  void mark_taken(const Selection& selection, const StampChoice& stamps);
  void list_not_taken();
  /// Who took the group: written for a candidate without a group too, where nobody looks.
  [[nodiscard]] Number& taker_of(Number place);
  [[nodiscard]] bool closed_out(Number place, const Selection& selection);
  void weigh_discounts(SelectionSearch& search, const Selection& selection, NetState& nets, OfferStages& stages);
  [[nodiscard]] bool has_effect(Number place, std::size_t next_taken, SelectionSearch& search,
                                const Selection& selection, NetState& nets, OfferStages& stages);
  [[nodiscard]] bool changes_result(std::span<const Number> lines, SelectionSearch& search, const Selection& selection,
                                    const NetState& nets);
  [[nodiscard]] Discount discount(Number place) const;

  SelectionSearch::Input input_;
  std::vector<Number> group_taken_by_;  ///< by group, and of no group: place, or kNone; back to kNone between uses
  std::vector<Int> line_nets_, sums_;
  std::vector<Number> all_lines_;
};

}  // namespace kazasu::pricing
