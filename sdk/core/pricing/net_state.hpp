#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "pricing/basket_lines.hpp"

namespace kazasu::pricing {

/// The net of each unit and line as offers are applied, with a log of what each changed, so that a search can go back.
/// Reused from quote to quote.
class NetState {
 public:
  /// Every unit at its `unit_price` less its share of the line's manual discount (pricing.md, section 3, stage 1).
  void start(const BasketLines& basket);

  [[nodiscard]] Int unit(Number unit) const { return units_[unit]; }
  [[nodiscard]] Int line(Number line) const { return lines_[line]; }
  [[nodiscard]] bool taken(Number unit) const { return taken_[unit] != 0; }
  [[nodiscard]] std::span<const Int> lines() const { return lines_; }
  [[nodiscard]] std::span<const Int> units_of(const PreparedLine& line) const {
    return std::span{units_}.subspan(line.first_unit, line.end_unit - line.first_unit);
  }

  /// Lowers a unit's net and its line's.
  void reduce(Number line, Number unit, Int amount) {
    reduce_unit(unit, amount);
    reduce_line(line, amount);
  }
  /// Lowers a line's net only: stage 2 works on lines, and shares to units once the selection is known.
  void reduce_line(Number line, Int amount) {
    lines_[line] -= amount;
    line_changes_.push_back({line, amount});
  }
  /// Lowers a unit's net only, for a line that was lowered before.
  void reduce_unit(Number unit, Int amount) {
    units_[unit] -= amount;
    unit_changes_.push_back({unit, amount});
  }
  /// A bundle or mix_match has used the unit.
  void take(Number unit) {
    taken_[unit] = 1;
    taken_changes_.push_back(unit);
  }

  struct LineChange {
    Number line;
    Int amount;
  };
  /// A point to go back to.
  struct Mark {
    std::size_t units = 0;
    std::size_t lines = 0;
    std::size_t taken = 0;
  };
  [[nodiscard]] Mark mark() const { return {unit_changes_.size(), line_changes_.size(), taken_changes_.size()}; }
  void go_back(Mark mark);
  void forget_changes();
  /// A line may stand more than once.
  [[nodiscard]] std::span<const LineChange> line_changes_since(Mark mark) const {
    return std::span{line_changes_}.subspan(mark.lines);
  }
  [[nodiscard]] bool changed_since(Mark mark) const { return line_changes_.size() != mark.lines; }
  [[nodiscard]] bool took_since(Mark mark) const { return taken_changes_.size() != mark.taken; }

 private:
  struct UnitChange {
    Number unit;
    Int amount;
  };

  std::vector<Int> units_;
  std::vector<Int> lines_;
  std::vector<std::uint8_t> taken_;
  std::vector<UnitChange> unit_changes_;
  std::vector<LineChange> line_changes_;
  std::vector<Number> taken_changes_;
};

}  // namespace kazasu::pricing
