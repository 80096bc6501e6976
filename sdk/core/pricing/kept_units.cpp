#include "pricing/kept_units.hpp"

#include <algorithm>
#include <string>

namespace kazasu::pricing {

ReceiptUnits::ReceiptUnits(const Basket& basket, const Quote& original) : basket_(basket), original_(original) {
  for (const Line& line : basket.lines) {
    returned_.emplace_back(static_cast<std::size_t>(line.quantity), false);
    left_.push_back(line.quantity);
  }
}

Result<void> ReceiptUnits::mark(const UnitsReturned& returned, std::size_t position) {
  for (std::size_t i = 0; i < returned.units.size(); ++i) {
    const ReturnedUnit& unit = returned.units[i];
    const auto fault = [&](const char* what) {
      const std::string path = "returns[" + std::to_string(position) + "].units[" + std::to_string(i) + "]";
      return Error{ErrorCode::invalid_argument, path + what};
    };
    const auto line =
        std::find_if(basket_.lines.begin(), basket_.lines.end(), [&](const Line& one) { return one.id == unit.line; });
    if (line == basket_.lines.end()) return fault(".line: the receipt has no such line");
    if (unit.unit < 0 || unit.unit >= line->quantity) return fault(".unit: the line has no such unit");
    const auto index = static_cast<std::size_t>(line - basket_.lines.begin());
    auto marked = returned_[index][static_cast<std::size_t>(unit.unit)];
    if (marked) return fault(": the unit is named twice or was returned before");
    marked = true;
    --left_[index];
  }
  return {};
}

ReceiptUnits::Kept ReceiptUnits::kept() const {
  Kept kept;
  kept.basket = basket_;
  kept.basket.lines.clear();
  for (std::size_t i = 0; i < basket_.lines.size(); ++i) {
    if (left_[i] == 0) continue;
    Line line = basket_.lines[i];
    const Int manual = line.manual_discount.value();
    // Every unit carries manual / quantity of it, and the earlier ones one more while the rest lasts.
    const Int each = manual / line.quantity;
    const Int rest = manual % line.quantity;
    Int kept_manual = 0;
    Int net = 0;
    for (std::size_t unit = 0; unit < returned_[i].size(); ++unit) {
      if (returned_[i][unit]) continue;
      kept_manual += each + (static_cast<Int>(unit) < rest ? 1 : 0);
      net += original_.lines[i].unit_nets[unit].value();
    }
    line.quantity = left_[i];
    line.manual_discount = Money{kept_manual};
    kept.basket.lines.push_back(std::move(line));
    kept.line_nets.push_back(net);
  }
  return kept;
}

}  // namespace kazasu::pricing
