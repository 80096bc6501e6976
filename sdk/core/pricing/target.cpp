// pricing.md, section 1: FILTER.
#include "pricing/target.hpp"

#include <algorithm>
#include <bit>

namespace kazasu::pricing {

bool excepted(const OfferTables& tables, const CompiledOffer& offer, const BasketLines& basket,
              const PreparedLine& line) {
  const auto names = [&](Range list, Number name) {
    return std::find(tables.names.begin() + list.begin, tables.names.begin() + list.end, name) !=
           tables.names.begin() + list.end;
  };
  if (line.product != kNone && names(offer.except_products, line.product)) return true;
  if (offer.except_categories.empty()) return false;
  return std::any_of(basket.categories.begin() + line.categories.begin, basket.categories.begin() + line.categories.end,
                     [&](Number category) { return names(offer.except_categories, category); });
}

void TargetMatcher::match(const OfferTables& tables, const BasketLines& basket) {
  tables_ = &tables;
  basket_ = &basket;
  matches.clear();
  matched.assign(tables.names_none.size(), 0);
  every_line_.resize(tables.names_none.size());
  for (std::size_t word = 0; word < every_line_.size(); ++word) {
    every_line_[word] = tables.names_none[word] & ~tables.has_exceptions[word];
  }
  if (sums_.size() < tables.compiled.size()) sums_.resize(tables.compiled.size());
  if (++generation_ == 0) {  // wrapped after 2^32 quotes
    sums_.assign(sums_.size(), Sum{});
    generation_ = 1;
  }
  for (Number line = 0; line < basket.lines.size(); ++line) {
    const PreparedLine& prepared = basket.lines[line];
    match_posting(tables.by_product.of(prepared.product), line);
    for (Number i = prepared.categories.begin; i < prepared.categories.end; ++i) {
      match_posting(tables.by_category.of(basket.categories[i]), line);
    }
    match_posting(tables.by_brand.of(prepared.brand), line);
  }
  if (!basket.lines.empty()) match_unnamed(tables, basket);
}

void TargetMatcher::match_posting(std::span<const Number> offers, Number line) {
  for (const Number posted : offers) {
    const Number offer = posted & ~Postings::kHasExceptions;
    if (posted != offer && excepted(*tables_, tables_->compiled[offer], *basket_, basket_->lines[line])) continue;
    add(offer, line);
  }
}

void TargetMatcher::match_unnamed(const OfferTables& tables, const BasketLines& basket) {
  for (std::size_t word = 0; word < tables.names_none.size(); ++word) {
    matched[word] |= every_line_[word];
    for (std::uint64_t bits = tables.names_none[word] & ~every_line_[word]; bits != 0; bits &= bits - 1) {
      const auto offer = static_cast<Number>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      const CompiledOffer& compiled = tables.compiled[offer];
      for (Number line = 0; line < basket.lines.size(); ++line) {
        if (!excepted(tables, compiled, basket, basket.lines[line])) add(offer, line);
      }
    }
  }
}

void TargetMatcher::add(Number offer, Number line) {
  Sum& sum = sums_[offer];
  if (sum.generation != generation_) {
    sum = {generation_, kNone, 0, {}};
    matched[offer / 64] |= std::uint64_t{1} << (offer % 64);
  }
  if (sum.last_line == line) return;  // named by product and category both
  sum.last_line = line;
  ++sum.lines;
  sum.totals.amount += basket_->lines[line].judged_amount;
  sum.totals.quantity += basket_->lines[line].line->quantity;
  matches.push_back({offer, line});
}

bool TargetMatcher::matches_every_line(Number offer) const {
  return (every_line_[offer / 64] >> (offer % 64) & 1) != 0;
}

FilterTotals TargetMatcher::totals(Number offer) const {
  if (matches_every_line(offer)) return basket_->all;
  return sums_[offer].generation == generation_ ? sums_[offer].totals : FilterTotals{};
}

Number TargetMatcher::matched_lines(Number offer) const {
  if (matches_every_line(offer)) return static_cast<Number>(basket_->lines.size());
  return sums_[offer].generation == generation_ ? sums_[offer].lines : 0;
}

}  // namespace kazasu::pricing
