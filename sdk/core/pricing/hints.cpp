// docs/pricing-extensions.md: hints.
#include "pricing/hints.hpp"

#include <algorithm>

#include "pricing/filter.hpp"

namespace kazasu::pricing {
namespace {

/// Offers are looked at in the order of the request; a screen shows a few hints, and each costs quotes.
constexpr std::size_t kHintsMax = 16;
/// Of the cheapest changes for an offer, so many are tried.
constexpr std::size_t kTriesMax = 8;

bool forms_sets(const CompiledOffer& offer) {
  return offer.kind == RewardKind::bundle || offer.kind == RewardKind::mix_match;
}

const Offer& offer_of(const OfferTables& tables, Number offer) {
  return tables.offers[tables.compiled[offer].position];
}

bool applied(const OfferTables& tables, Number offer, const Quote& quote) {
  const std::string& id = offer_of(tables, offer).id;
  return std::any_of(quote.applied.begin(), quote.applied.end(),
                     [&](const AppliedOffer& one) { return one.offer == id; });
}

/// What an offer lacks that more goods can bring.
struct Lack {
  Int amount = 0;    ///< at undiscounted prices
  Int quantity = 0;  ///< units

  /// How many units of this price do: 0 if none can.
  [[nodiscard]] Int units(Int unit_price) const {
    if (amount > 0 && unit_price == 0) return 0;
    return amount > 0 ? std::max(quantity, (amount + unit_price - 1) / unit_price) : quantity;
  }
};

Lack lack_of(const OfferTables& tables, const Sale& sale, const Quoter& quoter, Number number) {
  const Candidates& candidates = quoter.candidates();
  const CompiledOffer& compiled = tables.compiled[number];
  const CompiledCondition& condition = tables.conditions[number];
  const Verdict verdict = candidates.judge(number);
  const bool of_minimum =
      verdict.reason == NotAppliedReason::condition &&
      (verdict.condition == ConditionField::min_amount || verdict.condition == ConditionField::min_quantity);
  Lack lack;
  if (verdict.candidate) {
    if (!forms_sets(compiled)) return lack;
  } else if (of_minimum) {
    const FilterTotals totals = candidates.filter_totals(number);
    lack.amount = std::max<Int>(0, condition.min_amount - totals.amount);
    lack.quantity = std::max<Int>(0, condition.min_quantity - totals.quantity);
  } else if (verdict.reason == NotAppliedReason::no_target) {
    lack.quantity = 1;
  } else {
    return lack;
  }
  if (!forms_sets(compiled)) return lack;
  Int units = 0;
  for (const Line& line : sale.basket.lines) {
    if (in_target(offer_of(tables, number), line)) units += line.quantity;
  }
  lack.quantity = std::max(lack.quantity, compiled.set - units % compiled.set);
  return lack;
}

}  // namespace

/// The changes that could do, cheapest first.
void HintFinder::list_changes(const OfferTables& tables, const Sale& sale, const Quoter& quoter,
                              std::span<const Line> products, Number number) {
  changes_.clear();
  const Offer& offer = offer_of(tables, number);
  const Lack lack = lack_of(tables, sale, quoter, number);
  if (lack.amount == 0 && lack.quantity == 0) return;
  const auto add = [&](Number line, const Line& goods) {
    if (!matches(offer.target, goods)) return;
    const Int price = goods.unit_price.value();
    const Int units = lack.units(price);
    if (units == 0) return;
    const auto amount = static_cast<Int>(std::min<Wide>(static_cast<Wide>(units) * price, limits::kBasketGrossMax));
    changes_.push_back({line, line == kNone ? &goods : nullptr, units, amount});
  };
  const auto& lines = sale.basket.lines;
  for (Number line = 0; line < lines.size(); ++line) add(line, lines[line]);
  for (const Line& product : products) {
    const auto same = [&](const Line& line) { return line.product == product.product; };
    if (std::none_of(lines.begin(), lines.end(), same)) add(kNone, product);
  }
  // Where all else is equal, goods that are in the basket, in its order; then products in theirs.
  std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
    return a.amount != b.amount ? a.amount < b.amount : a.quantity < b.quantity;
  });
}

/// Quotes changed_ with the offer and without it. False if it cannot be quoted or the offer does not apply.
bool HintFinder::weigh(const OfferTables& tables, const QuoteOptions& options, Number offer, Worth& worth) {
  QuoteOptions plain = options;
  plain.explain = Explain::none;
  if (!quoter_.quote(tables, changed_, plain, kNone, with_) || !applied(tables, offer, with_)) return false;
  if (!quoter_.quote(tables, changed_, plain, offer, without_)) return false;
  const auto points_of = [](const Quote& quote) {
    Points points;
    for (const Award& award : quote.awards) points += award.points;
    return points;
  };
  worth.saves = without_.total - with_.total;
  worth.points = points_of(with_) - points_of(without_);
  return true;
}

bool HintFinder::try_change(const OfferTables& tables, const Change& change, Number offer, const Worth& now,
                            const QuoteOptions& options, Hint& hint) {
  auto& lines = changed_.basket.lines;
  const bool new_line = change.line == kNone;
  if (new_line) {
    lines.push_back(*change.product);
    lines.back().quantity = change.quantity;
    lines.back().id = "+";
    while (std::any_of(lines.begin(), lines.end() - 1, [&](const Line& one) { return one.id == lines.back().id; })) {
      lines.back().id += "+";
    }
  } else {
    lines[change.line].quantity += change.quantity;
  }
  Worth then;
  const bool priced = weigh(tables, options, offer, then);
  if (new_line) {
    lines.pop_back();
  } else {
    lines[change.line].quantity -= change.quantity;
  }
  if (!priced) return false;
  hint.offer = offer_of(tables, offer).id;
  hint.line = new_line ? std::string{} : lines[change.line].id;
  hint.product = new_line ? change.product->product : std::string{};
  hint.add_quantity = change.quantity;
  hint.add_amount = Money{change.amount};
  hint.saves = then.saves - now.saves;
  hint.points = then.points - now.points;
  const bool stamps = tables.compiled[offer].stage == Stage::stamps;
  return stamps || hint.saves > Money{} || (hint.saves == Money{} && hint.points > Points{});
}

void HintFinder::find(const OfferTables& tables, const Sale& sale, const Quoter& quoter, const QuoteOptions& options,
                      Quote& quote) {
  changed_ = sale;
  for (const Offer& offer : tables.offers) {
    if (quote.hints.size() == kHintsMax) return;
    const Number number = tables.find(offer.id);
    Worth now;
    // Of an offer that applies, what it is good for once more counts.
    const bool applies = applied(tables, number, quote);
    if (applies && !forms_sets(tables.compiled[number])) continue;
    list_changes(tables, sale, quoter, options.products, number);
    if (changes_.empty() || (applies && !weigh(tables, options, number, now))) continue;
    Hint hint;
    for (std::size_t i = 0; i < std::min(changes_.size(), kTriesMax); ++i) {
      if (!try_change(tables, changes_[i], number, now, options, hint)) continue;
      quote.hints.push_back(hint);
      break;
    }
  }
}

}  // namespace kazasu::pricing
