#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kazasu/values/basket.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// What the lines of a filter sum to, at undiscounted prices.
struct FilterTotals {
  Int amount = 0;
  Int quantity = 0;
};

/// A line in the numbers of an index.
struct PreparedLine {
  const Line* line = nullptr;
  Number product = kNone;
  Number brand = kNone;
  Range categories;  ///< in BasketLines::categories; only those that some offer names
  Number first_unit = 0;
  Number end_unit = 0;
  Number rate = 0;  ///< in BasketLines::rates
  bool discountable = true;
  bool awardable = true;
  Int quantity = 0;
  Int gross = 0;
  Int judged_amount = 0;  ///< what `min_amount` looks at
};

/// The basket in the numbers of an index. Reused from quote to quote.
class BasketLines {
 public:
  void prepare(const OfferTables& tables, const Basket& basket);

  std::vector<PreparedLine> lines;
  std::vector<Number> categories;
  std::vector<Int> rates;         ///< basis points of each distinct tax rate, in the order of its first line
  std::vector<Number> unit_line;  ///< unit → line
  FilterTotals all;
  bool every_line_targetable = true;  ///< by discount and by points offers

  /// Names one call of `prepare`.
  using Seen = std::uint64_t;
  [[nodiscard]] Seen seen() const { return prepared_; }
  /// How many of the first lines stand, as far as filters and their totals look at them, as they stood after the last
  /// `prepare` but one, if that is the one `seen`; else 0. Both must have been for the same tables.
  [[nodiscard]] Number same_since(Seen seen) const;

 private:
  void prepare_line(const OfferTables& tables, const Line& line, bool priced_by_pos, PreparedLine& prepared);
  Number rate_number(const Program& program, std::string_view tax_class);
  [[nodiscard]] bool as_before(Number line) const;

  Seen prepared_ = 0;
  std::vector<PreparedLine> lines_before_;
  std::vector<Number> categories_before_;
};

}  // namespace kazasu::pricing
