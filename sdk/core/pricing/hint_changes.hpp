#pragma once

#include <span>
#include <vector>

#include "kazasu/values/basket.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// What more can be bought of: a line's goods, or a product that the basket has none of.
struct HintGood {
  Number line = kNone;
  const Line* goods = nullptr;
  Int price = 0;           ///< of a unit
  bool in_target = false;  ///< of the offer that a hint is looked for
};

/// What an offer lacks that more goods can bring.
struct Lack {
  Int amount = 0;    ///< at undiscounted prices
  Int quantity = 0;  ///< units that the filter matches
  Int target = 0;    ///< units in the target
};

/// More units of some goods.
struct HintChange {
  struct Part {
    Number good = 0;  ///< its place in the list of goods
    Int units = 0;
  };
  std::vector<Part> parts;  ///< the goods ascend
  Int units = 0;
  Int amount = 0;  ///< their price before discounts
};

/// What no change can do without, beside what is lacked: the dearest units of a mix_match's set cost more than the set,
/// one unit of a unit_price's target costs more than that. Discounts that come before only lower a net.
class HintGain {
 public:
  /// Of the offer, beside the units that the basket has in its target.
  void prepare(const CompiledOffer& offer, std::span<const Line> lines, const std::vector<bool>& in_target);
  [[nodiscard]] bool possible(std::span<const HintGood> goods, std::span<const Number> added) const;

 private:
  RewardKind kind_{};
  Int price_ = 0;
  std::vector<Int> dearest_;  ///< prices of the basket's target units that could be in one set, descending
  std::size_t set_ = 1;
};

/// Lists the changes that bring what is lacked, the smallest first: fewest units, then least money, then the one whose
/// goods, named unit by unit from the cheapest up and of one price in their order, come first at the first difference
/// (docs/pricing-extensions.md, Hints). Reused.
class HintChanges {
 public:
  /// Sorted by price, of one price in their order.
  std::vector<HintGood> goods;
  Lack lack;
  HintGain gain;

  /// To be called once `goods` and `lack` are set. The fewest units that could do, or 0 where nothing can.
  Int fewest_units();
  /// Lists in `found` the first `most` changes of so many units. False, with a list that is not to be used, if there is
  /// more to look through than is worth it.
  bool list_mixed(Int units, std::size_t most);
  /// Lists in `found` the first `most` changes of one kind of goods: of each kind as many units as are lacked.
  void list_single(std::size_t most);

  std::vector<HintChange> found;

 private:
  bool extend(Number first, Int left, Int amount, Int in_target);
  void keep(Int amount);

  Int dearest_ = 0;
  Number targets_end_ = 0;  ///< after the last good in the target
  std::vector<Number> added_;
  std::size_t most_ = 0;
  Int steps_ = 0;
};

}  // namespace kazasu::pricing
