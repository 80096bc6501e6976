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
  const Number from = lines_as_before(tables, basket);
  tables_ = &tables;
  basket_ = &basket;
  live_ = live;
  if (from == 0) {
    start_anew(tables);
  } else {
    forget_lines(from);
  }
  const std::size_t first = count_;
  for (Number line = from; line < basket.lines.size() && !live.empty(); ++line) {
    const PreparedLine& prepared = basket.lines[line];
    list_live(tables.by_product.of(prepared.product), line);
    for (Number i = prepared.categories.begin; i < prepared.categories.end; ++i) {
      list_live(tables.by_category.of(basket.categories[i]), line);
    }
    if (prepared.brand != kNone) list_live(tables.by_brand.of(prepared.brand), line);
  }
  list_unnamed(from);
  add_from(first);
  list_matched();
  seen_ = basket.seen();
}

void TargetMatcher::list_matched() {
  bits_.assign(tables_->names_none.size(), 0);
  for (const Match match : matches()) bits_[match.offer / 64] |= std::uint64_t{1} << (match.offer % 64);
  for (std::size_t word = 0; word < bits_.size() && !basket_->lines.empty(); ++word) {
    bits_[word] |= tables_->names_none[word] & ~tables_->has_exceptions[word] & live_[word];
  }
  listed_.resize(std::max(listed_.size(), tables_->compiled.size() + 1));
  listed_count_ = list_bits(bits_, listed_.data());
}

void TargetMatcher::start_anew(const OfferTables& tables) {
  for (const Match match : matches()) sums_[match.offer] = {};
  count_ = 0;
  if (sums_.size() < tables.compiled.size()) sums_.resize(tables.compiled.size());
  seen_tables_ = tables.identity;
  seen_live_.assign(live_.begin(), live_.end());
}

/// How many of the first lines stand as they stood at the last match.
Number TargetMatcher::lines_as_before(const OfferTables& tables, const BasketLines& basket) const {
  if (basket_ != &basket || seen_tables_ != tables.identity || !std::ranges::equal(live_, seen_live_)) return 0;
  return basket.same_since(seen_);
}

/// Takes back what the lines from `from` on had added.
void TargetMatcher::forget_lines(Number from) {
  std::size_t kept = 0;
  for (const Match match : matches()) {
    if (match.line < from) {
      matches_[kept++] = match;
      continue;
    }
    sums_[match.offer] = {};
  }
  count_ = kept;
  // An offer may have kept some of its lines: their sums are made anew.
  for (const Match match : matches()) sums_[match.offer] = {};
  add_from(0);
}

/// Appends those of a posting that are live. By chunks, most postings being no longer than one: what stands after the
/// posting is read and not counted.
void TargetMatcher::list_live(std::span<const Number> posting, Number line) {
  constexpr std::size_t kChunk = Postings::kChunk;
  const std::size_t room = count_ + posting.size() + kChunk;
  if (matches_.size() < room) matches_.resize(2 * room);
  Match* next = matches_.data() + count_;
  const Number* offer = posting.data();
  std::size_t at = 0;
  do {
    for (const std::size_t end = at + kChunk; at < end; ++at, ++offer) {
      *next = {*offer, line};
      next += static_cast<std::size_t>(has_bit(live_, *offer)) & static_cast<std::size_t>(at < posting.size());
    }
  } while (at < posting.size());
  count_ = static_cast<std::size_t>(next - matches_.data());
}

/// Offers that name nothing are for every line but those they except.
void TargetMatcher::list_unnamed(Number from) {
  for (std::size_t word = 0; word < tables_->names_none.size(); ++word) {
    const std::uint64_t offers = tables_->names_none[word] & tables_->has_exceptions[word] & live_[word];
    for (std::uint64_t bits = offers; bits != 0; bits &= bits - 1) {
      const auto offer = static_cast<Number>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      if (matches_.size() < count_ + basket_->lines.size()) matches_.resize(2 * (count_ + basket_->lines.size()));
      for (Number line = from; line < basket_->lines.size(); ++line) matches_[count_++] = {offer, line};
    }
  }
}

/// Adds the matches from `first` on to their offers' sums, and drops those of lines that the offer excepts or that it
/// names by product and category both.
void TargetMatcher::add_from(std::size_t first) {
  const PreparedLine* const lines = basket_->lines.data();
  std::size_t kept = first;
  for (std::size_t i = first; i < count_; ++i) {
    const Match match = matches_[i];
    const PreparedLine& line = lines[match.line];
    if (has_bit(tables_->has_exceptions, match.offer) &&
        excepted(*tables_, tables_->compiled[match.offer], *basket_, line)) {
      continue;
    }
    Sum& sum = sums_[match.offer];
    const bool is_new = sum.line_after != match.line + 1;
    sum.line_after = match.line + 1;
    sum.totals.amount += is_new ? line.judged_amount : 0;
    sum.totals.quantity += is_new ? line.quantity : 0;
    sum.lines += is_new ? 1 : 0;
    matches_[kept] = match;
    kept += is_new ? 1 : 0;
  }
  count_ = kept;
}

}  // namespace kazasu::pricing
