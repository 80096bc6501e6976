#pragma once

#include <span>
#include <vector>

#include "pricing/allocation.hpp"
#include "pricing/basket_lines.hpp"
#include "pricing/net_state.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// A discount offer with its target, ready to apply.
struct Discount {
  const CompiledOffer* offer = nullptr;
  std::span<const Number> lines;  ///< ascending
};

/// Applies discount offers to nets (pricing.md, section 3, stages 1 and 2). Holds scratch space between calls.
class OfferStages {
 public:
  /// `basket` must outlive the use.
  void prepare(const BasketLines& basket, Rounding discount_rounding) {
    basket_ = &basket;
    rounding_ = discount_rounding;
  }

  [[nodiscard]] Rounding rounding() const { return rounding_; }

  /// Stage 1 changes units, and lines with them; stage 2 changes lines only.
  void apply(const Discount& discount, NetState& nets);

  /// After stage 2 lowered a line: shares that among its units.
  void settle_units(Number line, Int amount, NetState& nets);

  /// What `apply` would take off now. That bounds what it can take off later: it never rises when nets fall or more
  /// units are taken.
  [[nodiscard]] Int most_off(const Discount& discount, const NetState& nets);

 private:
  struct RankedUnit {
    Int net;
    Number unit;
  };

  void percent_off(const Discount& discount, NetState& nets);
  void reduce_units(const Discount& discount, NetState& nets);
  void bundle(const Discount& discount, NetState& nets);
  void mix_match(const Discount& discount, NetState& nets);
  void share_among_lines(const Discount& discount, Int amount, NetState& nets);

  [[nodiscard]] Int most_off_units(const Discount& discount, const NetState& nets) const;
  [[nodiscard]] Int most_off_sets(const Discount& discount, const NetState& nets);
  enum class Ranked { every_unit, not_taken };
  /// Fills ranked_ with target units by net descending, then line position, then unit position.
  void rank_units(const Discount& discount, const NetState& nets, Ranked which);
  [[nodiscard]] Int sum_of_lines(std::span<const Number> lines, const NetState& nets) const;

  const BasketLines* basket_ = nullptr;
  Rounding rounding_ = Rounding::floor;
  Allocator allocator_;
  std::vector<RankedUnit> ranked_;
  std::vector<Int> weights_;
  std::vector<Int> shares_;
};

}  // namespace kazasu::pricing
