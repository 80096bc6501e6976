// docs/pricing-extensions.md: hints.
#include "pricing/hints.hpp"

#include <algorithm>

#include "pricing/filter.hpp"

namespace kazasu::pricing {
namespace {

/// Offers are looked at in the order of the request; a screen shows a few hints, and each costs quotes.
constexpr std::size_t kHintsMax = 16;
/// Of the cheapest changes for an offer, so many are tried.
constexpr std::size_t kTriesMax = 3;

bool forms_sets(const CompiledOffer& offer) {
  return offer.kind == RewardKind::bundle || offer.kind == RewardKind::mix_match;
}

}  // namespace

bool HintFinder::applied(const OfferTables& tables, Number offer, const Quote& quote) const {
  const std::string& id = tables.offers[tables.compiled[offer].position].id;
  return std::any_of(quote.applied.begin(), quote.applied.end(),
                     [&](const AppliedOffer& one) { return one.offer == id; });
}

/// How many more units, each of this price, the offer asks for: 0 if that is not what it lacks.
Int HintFinder::missing_units(const OfferTables& tables, const Quoter& quoter, Number offer, Int unit_price) const {
  const Candidates& candidates = quoter.candidates();
  const CompiledOffer& compiled = tables.compiled[offer];
  const CompiledCondition& condition = tables.conditions[offer];
  const Verdict verdict = candidates.judge(offer);
  if (verdict.candidate) {
    if (!forms_sets(compiled)) return 0;
    return compiled.set - candidates.all[candidates.place_of(offer)].units % compiled.set;
  }
  const bool of_minimum =
      verdict.condition == ConditionField::min_amount || verdict.condition == ConditionField::min_quantity;
  if (verdict.reason != NotAppliedReason::condition || !of_minimum) return 0;
  const FilterTotals totals = candidates.filter_totals(offer);
  Int units = std::max<Int>(0, condition.min_quantity - totals.quantity);
  const Int amount = condition.min_amount - totals.amount;
  if (amount > 0 && unit_price == 0) return 0;
  if (amount > 0) units = std::max(units, (amount + unit_price - 1) / unit_price);
  return units;
}

/// The changes that could do, cheapest first.
void HintFinder::list_changes(const OfferTables& tables, const Quoter& quoter, Number offer) {
  changes_.clear();
  const Filter& filter = tables.offers[tables.compiled[offer].position].target;
  const auto& lines = quoter.basket().lines;
  for (Number line = 0; line < lines.size(); ++line) {
    const Line& sold = *lines[line].line;
    if (!matches(filter, sold)) continue;
    const Int price = sold.unit_price.value();
    const Int units = missing_units(tables, quoter, offer, price);
    if (units > 0)
      changes_.push_back(
          {line, units, static_cast<Int>(std::min<Wide>(static_cast<Wide>(units) * price, limits::kBasketGrossMax))});
  }
  std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
    if (a.amount != b.amount) return a.amount < b.amount;
    return a.quantity != b.quantity ? a.quantity < b.quantity : a.line < b.line;
  });
}

bool HintFinder::try_change(const OfferTables& tables, const Change& change, Number offer, const QuoteOptions& options,
                            Hint& hint) {
  QuoteOptions plain = options;
  plain.explain = Explain::none;
  Line& line = changed_.basket.lines[change.line];
  line.quantity += change.quantity;
  const bool priced = quoter_.quote(tables, changed_, plain, kNone, with_).ok() && applied(tables, offer, with_) &&
                      quoter_.quote(tables, changed_, plain, offer, without_).ok();
  line.quantity -= change.quantity;
  if (!priced) return false;
  hint.offer = tables.offers[tables.compiled[offer].position].id;
  hint.line = line.id;
  hint.add_quantity = change.quantity;
  hint.add_amount = Money{change.amount};
  hint.saves = without_.total - with_.total;
  hint.points = with_.awarded_points - without_.awarded_points;
  const bool stamps = tables.compiled[offer].stage == Stage::stamps;
  return stamps || hint.saves > Money{} || hint.points > Points{};
}

void HintFinder::find(const OfferTables& tables, const Sale& sale, const Quoter& quoter, const QuoteOptions& options,
                      Quote& quote) {
  changed_ = sale;
  for (const Offer& offer : tables.offers) {
    if (quote.hints.size() == kHintsMax) return;
    const Number number = tables.find(offer.id);
    if (applied(tables, number, quote)) continue;
    list_changes(tables, quoter, number);
    Hint hint;
    for (std::size_t i = 0; i < std::min(changes_.size(), kTriesMax); ++i) {
      if (!try_change(tables, changes_[i], number, options, hint)) continue;
      quote.hints.push_back(hint);
      break;
    }
  }
}

}  // namespace kazasu::pricing
