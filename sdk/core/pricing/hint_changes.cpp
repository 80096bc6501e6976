// docs/pricing-extensions.md: hints, which changes are tried and in which order.
#include "pricing/hint_changes.hpp"

#include <algorithm>
#include <functional>

#include "kazasu/values/limits.hpp"

namespace kazasu::pricing {
namespace {

/// Of looking through mixed changes: a fraction of a millisecond. What a till meets takes some hundred.
constexpr Int kStepsMax = 50'000;

Int times(Int units, Int price) {
  return static_cast<Int>(std::min<Wide>(static_cast<Wide>(units) * price, limits::kBasketGrossMax + 1));
}

bool smaller(const HintChange& a, const HintChange& b) {
  return a.units != b.units ? a.units < b.units : a.amount < b.amount;
}

}  // namespace

void HintGain::prepare(const CompiledOffer& offer, std::span<const Line> lines, const std::vector<bool>& in_target) {
  kind_ = offer.kind;
  price_ = offer.amount;
  set_ = kind_ == RewardKind::mix_match ? static_cast<std::size_t>(offer.set) : 1;
  dearest_.clear();
  if (kind_ != RewardKind::mix_match && kind_ != RewardKind::unit_price) return;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (!in_target[at]) continue;
    const auto units = std::min<Int>(lines[at].quantity, offer.set);
    dearest_.insert(dearest_.end(), std::max<Int>(units, 1), lines[at].unit_price.value());
  }
  std::sort(dearest_.begin(), dearest_.end(), std::greater<>{});
  if (dearest_.size() > set_) dearest_.resize(set_);
}

bool HintGain::possible(std::span<const HintGood> goods, std::span<const Number> added) const {
  if (kind_ != RewardKind::mix_match && kind_ != RewardKind::unit_price) return true;
  // `added` ascends in price: both lists are read from their dearest.
  Wide sum = 0;
  auto old_unit = dearest_.begin();
  auto new_unit = added.rbegin();
  for (std::size_t taken = 0; taken < set_; ++taken) {
    while (new_unit != added.rend() && !goods[*new_unit].in_target) ++new_unit;
    const bool any_old = old_unit != dearest_.end();
    const bool any_new = new_unit != added.rend();
    if (!any_old && !any_new) return false;
    const bool take_new = any_new && (!any_old || goods[*new_unit].price > *old_unit);
    sum += take_new ? goods[*new_unit++].price : *old_unit++;
  }
  return sum > price_;
}

Int HintChanges::fewest_units() {
  dearest_ = goods.empty() ? 0 : goods.back().price;
  targets_end_ = 0;
  for (Number at = 0; at < goods.size(); ++at) {
    if (goods[at].in_target) targets_end_ = at + 1;
  }
  if (goods.empty() || (lack.target > 0 && targets_end_ == 0)) return 0;
  const Int units = std::max({lack.quantity, lack.target, Int{1}});
  const Int of_target = lack.target > 0 ? times(lack.target, goods[targets_end_ - 1].price) : 0;
  const Int missing = lack.amount - of_target - times(units - lack.target, dearest_);
  if (missing <= 0) return units;
  return dearest_ == 0 ? 0 : units + (missing + dearest_ - 1) / dearest_;
}

bool HintChanges::list_mixed(Int units, std::size_t most) {
  found.clear();
  added_.clear();
  most_ = most;
  steps_ = 0;
  return extend(0, units, 0, 0);
}

/// Adds `left` more units, of goods from `first` on, in all ways that could still be among the first. False when it
/// takes too long.
bool HintChanges::extend(Number first, Int left, Int amount, Int in_target) {
  if (left == 0) {
    if (gain.possible(goods, added_)) keep(amount);
    return true;
  }
  const Int least = lack.amount - amount - times(left - 1, dearest_);
  const auto from = std::lower_bound(goods.begin() + first, goods.end(), least,
                                     [](const HintGood& good, Int price) { return good.price < price; });
  const Int targets_wanted = lack.target - in_target;
  for (auto good = from; good != goods.end(); ++good) {
    if (++steps_ > kStepsMax) return false;
    // All that follows is no cheaper, and of the same money comes later.
    if (found.size() == most_ && amount + times(left, good->price) >= found.back().amount) return true;
    const auto place = static_cast<Number>(good - goods.begin());
    if (targets_wanted > 0 && place >= targets_end_) return true;
    if (targets_wanted - (good->in_target ? 1 : 0) > left - 1) continue;
    added_.push_back(place);
    const bool done = extend(place, left - 1, amount + good->price, in_target + (good->in_target ? 1 : 0));
    added_.pop_back();
    if (!done) return false;
  }
  return true;
}

/// Changes come in the order of their goods, so that of the same money the one found first stays before.
void HintChanges::keep(Int amount) {
  HintChange change;
  change.units = static_cast<Int>(added_.size());
  change.amount = amount;
  const auto after = std::upper_bound(found.begin(), found.end(), change, smaller);
  if (found.size() == most_) {
    if (after == found.end()) return;
    found.pop_back();
  }
  for (const Number good : added_) {
    if (change.parts.empty() || change.parts.back().good != good) change.parts.push_back({good, 0});
    ++change.parts.back().units;
  }
  found.insert(std::upper_bound(found.begin(), found.end(), change, smaller), std::move(change));
}

void HintChanges::list_single(std::size_t most) {
  found.clear();
  for (Number at = 0; at < goods.size(); ++at) {
    const HintGood& good = goods[at];
    if ((lack.target > 0 && !good.in_target) || (lack.amount > 0 && good.price == 0)) continue;
    const Int of_amount = lack.amount > 0 ? (lack.amount + good.price - 1) / good.price : 0;
    const Int units = std::max({lack.quantity, lack.target, of_amount, Int{1}});
    if (units <= limits::kBasketUnitsMax) found.push_back({{{at, units}}, units, times(units, good.price)});
  }
  std::stable_sort(found.begin(), found.end(), smaller);
  if (found.size() > most) found.resize(most);
}

}  // namespace kazasu::pricing
