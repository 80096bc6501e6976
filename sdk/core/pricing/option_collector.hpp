#pragma once

#include <span>
#include <vector>

#include "pricing/margin.hpp"
#include "pricing/options.hpp"

namespace kazasu::pricing {

/// What options of one part or cluster are for.
struct OptionPurpose {
  std::span<const Number> lines;
  const Margin* margin = nullptr;
  bool sum_decides = false;                     ///< nothing but the sum of nets matters to what follows
  bool groups_bind = false;                     ///< a group taken here is closed to offers of stage 2
  std::span<const std::uint8_t> wanted_groups;  ///< by group: offers outside want it; empty: no group
};

/// Keeps the options of one part or cluster that could still be in the best selection: not those that are certainly
/// worse than another, and one of those that differ in nothing but their picks. Reused.
class OptionCollector {
 public:
  void start(Options& options, const Candidates& candidates, const OptionPurpose& purpose);
  /// Offers an option: its lines' nets, parallel to the purpose's lines, and its picks in order of application.
  void offer(std::span<const Int> nets, std::span<const Number> picks);
  /// Drops what is worse than the last reference, sorts by proven loss, and gives the range in Options::all.
  Range finish();

  /// Whether options with nets nowhere below `nets`, which sum to `sum`, less `spread` taken off anywhere, would all be
  /// dropped, when they take at least the groups of these picks.
  [[nodiscard]] bool hopeless(std::span<const Int> nets, Int sum, Int spread, std::span<const Number> picks);
  /// Whether only the sum of nets can make an option hopeless.
  [[nodiscard]] bool sums_decide() const { return purpose_.margin->uniform(); }
  [[nodiscard]] bool empty() const { return options_->all.size() == begin_; }
  /// The option with the lowest sum so far.
  [[nodiscard]] const Option& reference() const { return options_->all[reference_]; }

 private:
  /// An option that is not kept yet.
  struct Offered {
    std::span<const Int> nets;
    std::span<const Number> picks;
    Int sum = 0;
    std::uint64_t hash = 0;
  };

  void collect_groups(std::span<const Number> picks);
  [[nodiscard]] bool groups_allow(std::span<const Number> groups) const;
  [[nodiscard]] Wide loss_of(std::span<const Int> nets, Int sum) const;
  [[nodiscard]] Int coupons_of(std::span<const Number> picks) const;
  [[nodiscard]] bool interchangeable(const Option& option, const Offered& offered) const;
  [[nodiscard]] std::size_t find_interchangeable(const Offered& offered) const;
  [[nodiscard]] Option keep(const Offered& offered);
  void index_option(std::size_t at);
  void drop_and_sort();

  Options* options_ = nullptr;
  const Candidates* candidates_ = nullptr;
  OptionPurpose purpose_;
  std::size_t begin_ = 0;
  std::size_t reference_ = 0;
  std::vector<Number> groups_;          ///< of the option offered
  std::vector<std::uint32_t> buckets_;  ///< hash → option + 1; open addressing; made for the second option
};

}  // namespace kazasu::pricing
