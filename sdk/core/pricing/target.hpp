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
///
/// Which offers are live, and which lines they match, follows no pattern that a processor could learn. So the loops
/// below hold no branch on it: they write each entry, and count it if it is wanted.
class TargetMatcher {
 public:
  /// Looks only at `live` offers, a bitmap over them.
  void match(const OfferTables& tables, const BasketLines& basket, std::span<const std::uint64_t> live);

  /// An offer and a line its filter matches; an offer's lines ascend. Not for offers that match every line.
  struct Match {
    Number offer;
    Number line;
  };
  [[nodiscard]] std::span<const Match> matches() const { return std::span{matches_}.first(count_); }
  /// The offers, ascending, that are live and whose filter matches some line.
  [[nodiscard]] std::span<const Number> matched() const { return std::span{listed_}.first(listed_count_); }

  /// What the filter of a live offer matches; zeros where nothing.
  [[nodiscard]] FilterTotals totals(Number offer) const {
    const FilterTotals* const totals[] = {&sums_[offer].totals, &basket_->all};
    return *totals[tables_->compiled[offer].every_line ? 1 : 0];
  }
  /// 0 for offers that match every line.
  [[nodiscard]] Number matched_lines(Number offer) const { return sums_[offer].lines; }

 private:
  /// Zero but for offers in matches_.
  struct Sum {
    FilterTotals totals;
    Number lines = 0;
    Number line_after = 0;  ///< the last line, plus one
  };

  void start_anew(const OfferTables& tables);
  [[nodiscard]] Number lines_as_before(const OfferTables& tables, const BasketLines& basket) const;
  void forget_lines(Number from);
  void list_live(std::span<const Number> posting, Number line);
  void list_unnamed(Number from);
  void add_from(std::size_t first);
  void list_matched();

  const OfferTables* tables_ = nullptr;
  const BasketLines* basket_ = nullptr;
  std::span<const std::uint64_t> live_;
  std::vector<Match> matches_;  ///< only the first count_ hold anything
  std::size_t count_ = 0;
  std::vector<Sum> sums_;            ///< by offer
  std::vector<std::uint64_t> bits_;  ///< bitmap of what is listed
  std::vector<Number> listed_;       ///< only the first listed_count_ hold anything
  std::size_t listed_count_ = 0;
  std::shared_ptr<const char> seen_tables_;
  std::vector<std::uint64_t> seen_live_;
  BasketLines::Seen seen_ = 0;
};

}  // namespace kazasu::pricing
