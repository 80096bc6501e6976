#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/candidates.hpp"
#include "pricing/exact_math.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// One way to take the offers of a part or cluster, and the nets its lines then have.
struct Option {
  Range picks;             ///< places of the taken offers, in order of application, in Options::picks
  Range groups;            ///< groups taken that offers outside may want, ascending, in Options::groups
  std::uint32_t nets = 0;  ///< where the lines' nets begin in Options::nets
  Int sum = 0;             ///< of the lines' nets
  Int coupons = 0;
  std::uint64_t hash = 0;  ///< of nets and groups
  Wide loss = 0;           ///< proven disadvantage against the part's reference, in the scale of Margin; 0: none proven
};

/// Options of all parts and clusters, in flat arrays. Reused from quote to quote.
class Options {
 public:
  void start(const Candidates& candidates);

  std::vector<Option> all;
  std::vector<Int> nets;
  std::vector<Number> picks;
  std::vector<Number> groups;

  [[nodiscard]] std::span<const Number> picks_of(const Option& option) const {
    return std::span{picks}.subspan(option.picks.begin, option.picks.end - option.picks.begin);
  }
  [[nodiscard]] std::span<const Number> groups_of(const Option& option) const {
    return std::span{groups}.subspan(option.groups.begin, option.groups.end - option.groups.begin);
  }
  [[nodiscard]] std::span<const Int> nets_of(const Option& option, std::size_t lines) const {
    return std::span{nets}.subspan(option.nets, lines);
  }
  /// Whether fewest coupons, then fewest offers, then the smallest ids prefer these picks, with so many coupons, to an
  /// option that is kept.
  [[nodiscard]] bool preferred(Int coupons, std::span<const Number> offered, const Option& kept);

 private:
  const Candidates* candidates_ = nullptr;
  std::vector<Number> ids_a_, ids_b_;
};

/// Ranks of the ids of the offers at `places`, ascending: their order is the order of sorted lists of ids.
void rank_ids(const Candidates& candidates, std::span<const Number> places, std::vector<Number>& ranks);

}  // namespace kazasu::pricing
