#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/candidates.hpp"
#include "pricing/net_state.hpp"
#include "pricing/offer_stages.hpp"

namespace kazasu::pricing {

/// How low each line's net can come by the offers that are still open. Looks at each line by itself and lets it have,
/// of each group, the offer that suits it best: what an offer leaves of a line's net rises with the net before it, so
/// for each set of groups used so far only the lowest net needs to be known. Two sorts of offers are not counted in,
/// and the search adds what they could take off at most: those that look at several lines, or at single units by rank;
/// and groups whose offers are for many lines, of which only one can be taken after all. Reused.
class LineBounds {
 public:
  /// `places`: offers in order of application; `lines`: all their target lines, ascending; `nets`: before them.
  void prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates, Rounding rounding,
               std::span<const Number> places, std::span<const Number> lines, const NetState& nets);

  /// Whether what the offer leaves of a line depends on that line alone.
  [[nodiscard]] static bool separable(const CompiledOffer& offer);
  /// Whether the offer is counted in while it is open.
  [[nodiscard]] bool counted(Number at) const { return counted_[at] != 0; }

  /// Lowest net of each line, parallel to `lines`, for the decisions so far.
  [[nodiscard]] std::span<const Int> lowest() const { return lowest_; }
  [[nodiscard]] Int sum() const { return sum_; }

  /// Reckons all lines anew; offers from `from` on are open, but for closed groups.
  void reset(const NetState& nets, std::span<const std::uint8_t> group_closed, Number from);
  /// The offer before `from` was decided: reckons its lines anew and, if its group was closed, those of its group.
  void decided(Number at, bool closed_group, const NetState& nets, std::span<const std::uint8_t> group_closed);
  /// What is assumed of an offer, whatever is decided: nothing, that it is taken, or that it is not.
  enum class Assumed : std::uint8_t { nothing, taken, left };
  void assume(Number at, Assumed assumed) { assumed_[at] = assumed; }
  [[nodiscard]] Assumed assumed(Number at) const { return assumed_[at]; }
  /// Reckons the offer's lines anew, with all offers open.
  void refresh(Number at, const NetState& nets, std::span<const std::uint8_t> group_closed);
  /// Likewise for all offers of the group of `first`, the first of them.
  void refresh_group(Number first, const NetState& nets, std::span<const std::uint8_t> group_closed);
  [[nodiscard]] bool first_of_group(Number at) const { return first_in_group_[at] == at; }
  /// The next offer of the same group, or kNone.
  [[nodiscard]] Number next_of_group(Number at) const { return next_in_group_[at]; }
  [[nodiscard]] std::size_t mark() const { return trail_.size(); }
  void go_back(std::size_t mark);

 private:
  static constexpr std::uint8_t kAlone = 0xff;
  /// Groups of a line with more than one offer that are told apart; of further ones a line may have every offer.
  static constexpr std::uint8_t kGroupsMax = 4;

  struct Entry {
    Number at = 0;  ///< in `places`
    Number group = kNone;
    RewardKind kind = RewardKind::percent_off;
    std::uint8_t bit = kAlone;
    Int value = 0;  ///< basis points, or what is taken off the whole line, or the price of a unit
  };
  struct Change {
    Number line;
    Int lowest;
  };

  void list_entries();
  void set_groups_aside(const NetState& nets);
  void number_groups();
  [[nodiscard]] Int left_of(const Entry& entry, Int net, Number line, Int dearest) const;
  [[nodiscard]] Int reckon(Number line, Number from, const NetState& nets,
                           std::span<const std::uint8_t> group_closed) const;
  void update(Number line, Number from, const NetState& nets, std::span<const std::uint8_t> group_closed);

  const BasketLines* basket_ = nullptr;
  const Candidates* candidates_ = nullptr;
  std::span<const Number> places_;
  std::span<const Number> lines_;
  Int rounding_term_ = 0;
  std::vector<Number> index_of_line_;  ///< line → index in `lines`
  std::vector<Number> begin_;          ///< by index in `lines`: its entries in entries_
  std::vector<Entry> entries_;
  std::vector<std::uint8_t> bits_;      ///< by index in `lines`: groups told apart
  std::vector<Number> next_in_group_;   ///< by `at`: the next offer of the group, or kNone
  std::vector<Number> first_in_group_;  ///< by `at`: the first offer of its group
  std::vector<Number> last_of_group_;   ///< by group; kNone between uses
  std::vector<std::uint8_t> counted_;   ///< by `at`
  std::vector<Int> most_of_line_;       ///< by group: what its best offer takes off a line; 0 between uses
  std::vector<Int> most_by_line_;       ///< by group: the sum of that over lines; 0 between uses
  std::vector<Int> off_of_;             ///< by `at`: what the offer takes off all its lines
  std::vector<Number> count_of_group_;  ///< by group; 0 between uses
  std::vector<Int> lowest_;
  Int sum_ = 0;
  std::vector<Change> trail_;
  std::vector<Assumed> assumed_;  ///< by `at`
  std::vector<Number> stamp_;     ///< by index in `lines`: already reckoned in this step
  Number step_ = 0;
};

}  // namespace kazasu::pricing
