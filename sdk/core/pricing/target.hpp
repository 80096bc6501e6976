#pragma once

#include <cstdint>
#include <vector>

#include "pricing/basket_lines.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// Whether the line is named by the offer's `except_products` or `except_categories`.
bool excepted(const OfferTables& tables, const CompiledOffer& offer, const BasketLines& basket,
              const PreparedLine& line);

/// Finds the offers whose filter matches some line by walking the postings of what is in the basket.
/// Reused from quote to quote.
class TargetMatcher {
 public:
  void match(const OfferTables& tables, const BasketLines& basket);

  /// An offer and a line its filter matches. In the order of lines; not for offers that match every line.
  struct Match {
    Number offer;
    Number line;
  };
  std::vector<Match> matches;
  std::vector<std::uint64_t> matched;  ///< bitmap over offers: the filter matches some line

  /// What the offer's filter matches; zeros where nothing.
  [[nodiscard]] FilterTotals totals(Number offer) const;
  [[nodiscard]] Number matched_lines(Number offer) const;
  [[nodiscard]] bool matches_every_line(Number offer) const;

 private:
  struct Sum {
    std::uint32_t generation = 0;  ///< valid where it equals generation_
    Number last_line = kNone;
    Number lines = 0;
    FilterTotals totals;
  };

  void add(Number offer, Number line);
  void match_posting(std::span<const Number> offers, Number line);
  void match_unnamed(const OfferTables& tables, const BasketLines& basket);

  const OfferTables* tables_ = nullptr;
  const BasketLines* basket_ = nullptr;
  std::uint32_t generation_ = 0;
  std::vector<Sum> sums_;
  std::vector<std::uint64_t> every_line_;  ///< bitmap over offers: the filter names nothing and excepts nothing
};

}  // namespace kazasu::pricing
