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

void TargetMatcher::match(const OfferTables& tables, const BasketLines& basket, std::span<const std::uint64_t> live) {
  tables_ = &tables;
  basket_ = &basket;
  live_ = live;
  const Number from = lines_as_before(tables, basket);
  if (from == 0) {
    start_anew(tables);
  } else {
    forget_lines(from);
  }
  for (Number line = from; line < basket.lines.size(); ++line) {
    const PreparedLine& prepared = basket.lines[line];
    match_posting(tables.by_product.of(prepared.product), line);
    for (Number i = prepared.categories.begin; i < prepared.categories.end; ++i) {
      match_posting(tables.by_category.of(basket.categories[i]), line);
    }
    match_posting(tables.by_brand.of(prepared.brand), line);
  }
  if (!basket.lines.empty()) match_unnamed(tables, basket, from);
  remember_lines(from);
}

void TargetMatcher::start_anew(const OfferTables& tables) {
  seen_tables_ = tables.identity;
  seen_live_.assign(live_.begin(), live_.end());
  seen_.clear();
  seen_categories_.clear();
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
}

/// How many of the first lines stand as they stood at the last match.
Number TargetMatcher::lines_as_before(const OfferTables& tables, const BasketLines& basket) const {
  if (seen_tables_ != tables.identity || !std::ranges::equal(live_, seen_live_)) return 0;
  const auto most = static_cast<Number>(std::min(seen_.size(), basket.lines.size()));
  Number same = 0;
  while (same < most && as_before(seen_[same], basket.lines[same], basket)) ++same;
  return same;
}

bool TargetMatcher::as_before(const SeenLine& seen, const PreparedLine& line, const BasketLines& basket) const {
  const auto categories_of = [](const std::vector<Number>& categories, Range range) {
    return std::span{categories}.subspan(range.begin, range.end - range.begin);
  };
  return seen.product == line.product && seen.brand == line.brand && seen.amount == line.judged_amount &&
         seen.quantity == line.quantity &&
         std::ranges::equal(categories_of(seen_categories_, seen.categories),
                            categories_of(basket.categories, line.categories));
}

/// Takes back what the lines from `from` on had added.
void TargetMatcher::forget_lines(Number from) {
  const auto gone = std::remove_if(matches.begin(), matches.end(), [&](const Match& match) {
    if (match.line < from) return false;
    Sum& sum = sums_[match.offer];
    sum.last_line = kNone;
    sum.totals.amount -= seen_[match.line].amount;
    sum.totals.quantity -= seen_[match.line].quantity;
    --sum.lines;  // without any it stays in `matched`, and has no target
    return true;
  });
  matches.erase(gone, matches.end());
  if (from < seen_.size()) seen_categories_.resize(seen_[from].categories.begin);
  seen_.resize(from);
}

void TargetMatcher::remember_lines(Number from) {
  for (Number i = from; i < basket_->lines.size(); ++i) {
    const PreparedLine& line = basket_->lines[i];
    const auto begin = static_cast<Number>(seen_categories_.size());
    seen_categories_.insert(seen_categories_.end(), basket_->categories.begin() + line.categories.begin,
                            basket_->categories.begin() + line.categories.end);
    const auto end = static_cast<Number>(seen_categories_.size());
    seen_.push_back({line.product, line.brand, line.judged_amount, line.quantity, {begin, end}});
  }
}

void TargetMatcher::match_posting(std::span<const Number> offers, Number line) {
  // Which of them are live follows no pattern, so they are picked out without a branch.
  if (posted_live_.size() < offers.size()) posted_live_.resize(offers.size());
  std::size_t count = 0;
  for (const Number posted : offers) {
    posted_live_[count] = posted;
    count += has_bit(live_, posted & ~Postings::kHasExceptions) ? 1 : 0;
  }
  for (const Number posted : std::span{posted_live_}.first(count)) {
    const Number offer = posted & ~Postings::kHasExceptions;
    if (posted != offer && excepted(*tables_, tables_->compiled[offer], *basket_, basket_->lines[line])) continue;
    add(offer, line);
  }
}

void TargetMatcher::match_unnamed(const OfferTables& tables, const BasketLines& basket, Number from) {
  for (std::size_t word = 0; word < tables.names_none.size(); ++word) {
    matched[word] |= every_line_[word] & live_[word];
    for (std::uint64_t bits = tables.names_none[word] & ~every_line_[word] & live_[word]; bits != 0; bits &= bits - 1) {
      const auto offer = static_cast<Number>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      const CompiledOffer& compiled = tables.compiled[offer];
      for (Number line = from; line < basket.lines.size(); ++line) {
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
  sum.totals.quantity += basket_->lines[line].quantity;
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
