#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/basket_lines.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// Whether the line is named by the offer's `except_products` or `except_categories`.
bool excepted(const OfferTables& tables, const CompiledOffer& offer, const BasketLines& basket,
              const PreparedLine& line);

/// Finds the offers whose filter matches some line by walking the postings of what is in the basket. Reused from quote
/// to quote: of a basket that begins as the last one did, for the same live offers, only the lines after that are
/// walked, so that a quote per scanned item does not start anew each time.
class TargetMatcher {
 public:
  /// Looks only at `live` offers, a bitmap over them.
  void match(const OfferTables& tables, const BasketLines& basket, std::span<const std::uint64_t> live);

  /// An offer and a line its filter matches. In the order of lines; not for offers that match every line.
  struct Match {
    Number offer;
    Number line;
  };
  std::vector<Match> matches;
  std::vector<std::uint64_t> matched;  ///< bitmap over offers: live, and the filter matches some line, or did when the
                                       ///< basket was quoted before

  /// What the filter of a live offer matches; zeros where nothing.
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

  /// A line as far as filters and their totals look at it.
  struct SeenLine {
    Number product = kNone;
    Number brand = kNone;
    Int amount = 0;
    Int quantity = 0;
    Range categories;  ///< in seen_categories_
  };

  void start_anew(const OfferTables& tables);
  [[nodiscard]] Number lines_as_before(const OfferTables& tables, const BasketLines& basket) const;
  [[nodiscard]] bool as_before(const SeenLine& seen, const PreparedLine& line, const BasketLines& basket) const;
  void forget_lines(Number from);
  void remember_lines(Number from);
  void add(Number offer, Number line);
  void match_posting(std::span<const Number> offers, Number line);
  void match_unnamed(const OfferTables& tables, const BasketLines& basket, Number from);

  const OfferTables* tables_ = nullptr;
  const BasketLines* basket_ = nullptr;
  std::span<const std::uint64_t> live_;
  std::uint32_t generation_ = 0;
  std::vector<Sum> sums_;
  std::vector<Number> posted_live_;
  std::shared_ptr<const char> seen_tables_;
  std::vector<std::uint64_t> seen_live_;
  std::vector<SeenLine> seen_;
  std::vector<Number> seen_categories_;
  std::vector<std::uint64_t> every_line_;  ///< bitmap over offers: the filter names nothing and excepts nothing
};

}  // namespace kazasu::pricing
