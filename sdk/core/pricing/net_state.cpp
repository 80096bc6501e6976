#include "pricing/net_state.hpp"

#include <algorithm>

namespace kazasu::pricing {

void NetState::start(const BasketLines& basket) {
  units_.resize(basket.unit_line.size());
  lines_.resize(basket.lines.size());
  taken_.assign(basket.unit_line.size(), 0);
  forget_changes();
  for (std::size_t i = 0; i < basket.lines.size(); ++i) {
    const PreparedLine& prepared = basket.lines[i];
    const Int price = prepared.line->unit_price.value();
    const Int manual = prepared.line->manual_discount.value();
    const auto units = std::span{units_}.subspan(prepared.first_unit, prepared.end_unit - prepared.first_unit);
    lines_[i] = prepared.gross - manual;
    if (manual == 0) {
      std::fill(units.begin(), units.end(), price);
      continue;
    }
    // Equal weights: every unit gets manual / quantity, and the earlier ones one more while the rest lasts.
    const Int quantity = prepared.line->quantity;
    for (Int unit = 0; unit < quantity; ++unit) {
      units[static_cast<std::size_t>(unit)] = price - manual / quantity - (unit < manual % quantity ? 1 : 0);
    }
  }
}

void NetState::go_back(Mark mark) {
  for (; unit_changes_.size() > mark.units; unit_changes_.pop_back()) {
    units_[unit_changes_.back().unit] += unit_changes_.back().amount;
  }
  for (; line_changes_.size() > mark.lines; line_changes_.pop_back()) {
    lines_[line_changes_.back().line] += line_changes_.back().amount;
  }
  for (; taken_changes_.size() > mark.taken; taken_changes_.pop_back()) taken_[taken_changes_.back()] = 0;
}

void NetState::forget_changes() {
  unit_changes_.clear();
  line_changes_.clear();
  taken_changes_.clear();
}

}  // namespace kazasu::pricing
