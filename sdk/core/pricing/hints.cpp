// docs/pricing-extensions.md: hints.
#include "pricing/hints.hpp"

#include <algorithm>

#include "pricing/filter.hpp"

namespace kazasu::pricing {
namespace {

/// Offers are looked at in the order of the request; a screen shows a few hints, and each costs quotes.
constexpr std::size_t kHintsMax = 16;
/// Of the smallest changes for an offer, so many are tried.
constexpr std::size_t kTriesMax = 64;
/// Quotes for all hints of a basket: some ten milliseconds.
constexpr std::size_t kQuotesMax = 2'000;
/// Beyond the fewest units that could do, so many more: where another offer is better at first, or goods are too cheap.
constexpr Int kMoreUnits = 2;
/// Of more units than these, changes are of one kind of goods: nobody wants to read a shopping list.
constexpr Int kMixedUnitsMax = 16;

const Offer& offer_of(const OfferTables& tables, Number offer) {
  return tables.offers[tables.compiled[offer].position];
}

bool applied(const OfferTables& tables, Number offer, const Quote& quote) {
  const std::string& id = offer_of(tables, offer).id;
  return std::any_of(quote.applied.begin(), quote.applied.end(),
                     [&](const AppliedOffer& one) { return one.offer == id; });
}

/// Whether more goods are what the offer waits for, and what of the minima is missing.
bool waits_for_goods(const OfferTables& tables, const Candidates& candidates, Number number, Lack& lack) {
  const Verdict verdict = candidates.judge(number);
  if (verdict.candidate) return tables.compiled[number].forms_sets();
  if (verdict.reason == NotAppliedReason::no_target) return true;
  const bool of_minimum =
      verdict.reason == NotAppliedReason::condition &&
      (verdict.condition == ConditionField::min_amount || verdict.condition == ConditionField::min_quantity);
  if (!of_minimum) return false;
  const CompiledCondition& condition = tables.conditions[number];
  const FilterTotals totals = candidates.filter_totals(number);
  lack.amount = std::max<Int>(0, condition.min_amount - totals.amount);
  lack.quantity = std::max<Int>(0, condition.min_quantity - totals.quantity);
  return true;
}

/// How many units its target of so many lacks. 0 where a bundle or mix_match that applies may not apply once more.
Int target_lack(const CompiledOffer& offer, Int units, bool applies) {
  if (!offer.forms_sets()) return units == 0 ? 1 : 0;
  if (!applies) return std::max<Int>(0, offer.set - units);
  const bool full = offer.per_basket > 0 && units / offer.set >= offer.per_basket;
  return full ? 0 : offer.set - units % offer.set;
}

}  // namespace

/// What is lacked, and the goods that could bring it. False if goods are not what the offer waits for.
bool HintFinder::list_goods(const Asked& asked, const Quoter& quoter, Number number, bool applies) {
  const OfferTables& tables = asked.tables;
  const CompiledOffer& compiled = tables.compiled[number];
  const Offer& offer = offer_of(tables, number);
  const auto& lines = asked.sale.basket.lines;
  Lack& lack = changes_.lack;
  lack = {};
  if (!waits_for_goods(tables, quoter.candidates(), number, lack)) return false;
  const auto targetable = [&](const Line& goods) {
    return compiled.discounts() ? goods.discountable : goods.awardable;
  };
  auto& goods = changes_.goods;
  goods.clear();
  std::vector<bool> in_target(lines.size());
  Int units = 0;
  for (Number line = 0; line < lines.size(); ++line) {
    if (!matches(offer.target, lines[line])) continue;
    in_target[line] = targetable(lines[line]);
    if (in_target[line]) units += lines[line].quantity;
    goods.push_back({line, &lines[line], lines[line].unit_price.value(), in_target[line]});
  }
  lack.target = target_lack(compiled, units, applies);
  if (applies && lack.target == 0) return false;
  for (const Line& product : asked.options.products) {
    const auto same = [&](const Line& line) { return line.product == product.product; };
    if (!matches(offer.target, product) || std::any_of(lines.begin(), lines.end(), same)) continue;
    goods.push_back({kNone, &product, product.unit_price.value(), targetable(product)});
  }
  std::stable_sort(goods.begin(), goods.end(), [](const HintGood& a, const HintGood& b) { return a.price < b.price; });
  changes_.gain.prepare(compiled, lines, in_target);
  return true;
}

/// Quotes changed_ with the offer and without it.
HintFinder::Tried HintFinder::weigh(const Asked& asked, Number offer, Worth& worth) {
  QuoteOptions plain = asked.options;
  plain.explain = Explain::none;
  const auto quoted = [&](Number without, Quote& quote) {
    if (quotes_left_ == 0) return false;
    --quotes_left_;
    return quoter_.quote(asked.tables, changed_, plain, without, quote).ok();
  };
  if (!quoted(kNone, with_)) return Tried::does_not;
  // Nothing that goods bring is lacked now: it is something else, a limit that is reached or a member that is missing.
  if (quoter_.candidates().place_of(offer) == kNone) return Tried::none_can;
  if (!applied(asked.tables, offer, with_) || !quoted(offer, without_)) return Tried::does_not;
  const auto points_of = [](const Quote& quote) {
    Points points;
    for (const Award& award : quote.awards) points += award.points;
    return points;
  };
  worth.saves = without_.total - with_.total;
  worth.points = points_of(with_) - points_of(without_);
  return Tried::works;
}

/// To changed_: new lines stand after the basket's, in the order of the products.
void HintFinder::add_goods() {
  auto& lines = changed_.basket.lines;
  std::string id;
  for (const Added& added : added_) {
    if (added.good.line != kNone) {
      lines[added.good.line].quantity += added.units;
      continue;
    }
    const auto taken = [&](const Line& line) { return line.id == id; };
    do {
      id += '+';
    } while (std::any_of(lines.begin(), lines.end(), taken));
    Line& line = lines.emplace_back(*added.good.goods);
    line.id = id;
    line.quantity = added.units;
    line.manual_discount = {};
  }
}

void HintFinder::take_goods_away(std::size_t lines_before) {
  auto& lines = changed_.basket.lines;
  lines.resize(lines_before);
  for (const Added& added : added_) {
    if (added.good.line != kNone) lines[added.good.line].quantity -= added.units;
  }
}

HintFinder::Tried HintFinder::try_one(const Asked& asked, const HintChange& change, Number offer, const Worth& now) {
  added_.clear();
  for (const HintChange::Part& part : change.parts) added_.push_back({changes_.goods[part.good], part.units});
  std::sort(added_.begin(), added_.end(), [](const Added& a, const Added& b) {
    return a.good.line != b.good.line ? a.good.line < b.good.line : a.good.goods < b.good.goods;
  });
  const std::size_t lines_before = changed_.basket.lines.size();
  Worth then;
  add_goods();
  const Tried tried = weigh(asked, offer, then);
  take_goods_away(lines_before);
  if (tried != Tried::works) return tried;
  more_ = {then.saves - now.saves, then.points - now.points};
  const bool stamps = asked.tables.compiled[offer].stage == Stage::stamps;
  const bool worth_it = more_.saves > Money{} || (more_.saves == Money{} && more_.points > Points{});
  return stamps || worth_it ? Tried::works : Tried::does_not;
}

/// Those of at least so many units, in their order, until one works or no more may be tried.
HintFinder::Tried HintFinder::try_found(const Asked& asked, Int units_from, Number offer, const Worth& now) {
  for (const HintChange& change : changes_.found) {
    if (change.units < units_from) continue;
    if (tries_left_ == 0) return Tried::none_can;
    --tries_left_;
    const Tried tried = try_one(asked, change, offer, now);
    if (tried == Tried::does_not) continue;
    amount_ = change.amount;
    return tried;
  }
  return tries_left_ == 0 ? Tried::none_can : Tried::does_not;
}

bool HintFinder::find_smallest(const Asked& asked, Number offer, const Worth& now) {
  const Int fewest = changes_.fewest_units();
  if (fewest == 0) return false;
  tries_left_ = kTriesMax;
  for (Int units = fewest; units <= fewest + kMoreUnits; ++units) {
    if (units > kMixedUnitsMax || !changes_.list_mixed(units, tries_left_)) {
      changes_.list_single(kTriesMax);
      return try_found(asked, units, offer, now) == Tried::works;
    }
    if (const Tried tried = try_found(asked, units, offer, now); tried != Tried::does_not) {
      return tried == Tried::works;
    }
  }
  return false;
}

Hint HintFinder::as_hint(const Asked& asked, Number offer) const {
  Hint hint;
  hint.offer = offer_of(asked.tables, offer).id;
  for (const Added& added : added_) {
    const bool in_basket = added.good.line != kNone;
    hint.goods.push_back({in_basket ? added.good.goods->id : std::string{}, added.good.goods->product, added.units});
    hint.add_quantity += added.units;
  }
  hint.add_amount = Money{amount_};
  hint.saves = more_.saves;
  hint.points = more_.points;
  return hint;
}

void HintFinder::find(const OfferTables& tables, const Sale& sale, const Quoter& quoter, const QuoteOptions& options,
                      Quote& quote) {
  const Asked asked{tables, sale, options};
  changed_ = sale;
  quotes_left_ = kQuotesMax;
  for (const Offer& offer : tables.offers) {
    if (quote.hints.size() == kHintsMax || quotes_left_ == 0) return;
    const Number number = tables.find(offer.id);
    const bool applies = applied(tables, number, quote);
    if (applies && !tables.compiled[number].forms_sets()) continue;
    if (!list_goods(asked, quoter, number, applies)) continue;
    // Of an offer that applies, what it is good for once more counts.
    Worth now;
    if (applies && weigh(asked, number, now) != Tried::works) continue;
    if (find_smallest(asked, number, now)) quote.hints.push_back(as_hint(asked, number));
  }
}

}  // namespace kazasu::pricing
