#pragma once

#include <vector>

#include "kazasu/values/basket.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {

/// The units of a receipt and which of them have been returned so far (pricing.md, section 7).
class ReceiptUnits {
 public:
  /// The references must outlive the use.
  ReceiptUnits(const Basket& basket, const Quote& original);

  /// Marks the units of a return. Fails on a unit that is not on the receipt or is returned already; `position` is the
  /// return's place in the request, for the error.
  Result<void> mark(const UnitsReturned& returned, std::size_t position);

  /// The kept units as a basket of their own. Lines with nothing kept are left out; a line's manual discount is the sum
  /// of its kept units' shares.
  struct Kept {
    Basket basket;
    std::vector<Int> line_nets;  ///< at their original nets, parallel to `basket.lines`
  };
  [[nodiscard]] Kept kept() const;
  /// Whether every unit of the line has been returned.
  [[nodiscard]] bool all_returned(std::size_t line) const { return left_[line] == 0; }

 private:
  const Basket& basket_;
  const Quote& original_;
  std::vector<std::vector<bool>> returned_;  ///< by line and unit
  std::vector<Int> left_;                    ///< by line: units kept
};

}  // namespace kazasu::pricing
