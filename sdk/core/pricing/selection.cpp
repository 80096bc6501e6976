#include "pricing/selection.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "pricing/component_search.hpp"
#include "pricing/preference.hpp"

namespace kazasu::pricing {
namespace {

/// Discounts of two independent components together: each unit's net is lowered by only one of them.
std::vector<std::int64_t> combined_nets(const SaleContext& context, const std::vector<const Option*>& options) {
  std::vector<std::int64_t> nets = context.layout.starting_nets;
  for (const Option* option : options) {
    for (std::size_t unit = 0; unit < nets.size(); ++unit) nets[unit] -= context.layout.starting_nets[unit] - option->nets[unit];
  }
  return nets;
}

/// The points offers that go best with given discounts. Their points do not depend on each other, so each group gives its
/// best one, and one without a group applies if it gives any.
void choose_points(const SaleContext& context, Selection& selection) {
  selection.points.clear();
  selection.points_awarded = 0;
  if (!context.sale.member) return;
  const std::int64_t usable = context.usable_points(context.sale.basket.redeem_points.value(), selection.total);
  const AwardBase base = context.award_base(selection.nets, selection.total, usable);
  const AwardRate rate = context.rate();
  selection.points_awarded = base.base_points(rate);
  struct Choice {
    std::uint32_t index = 0;
    std::int64_t points = 0;
  };
  std::map<std::string_view, Choice> by_group;
  std::set<std::string_view> closed;
  for (const std::uint32_t index : selection.discounts) closed.insert(context.discounts[index].offer->group);
  for (std::uint32_t index = 0; index < context.points.size(); ++index) {
    const Candidate& candidate = context.points[index];
    const std::int64_t points = base.offer_points(*candidate.offer, candidate.target, context.target_units(candidate), rate);
    if (points == 0) continue;
    const std::string_view group = candidate.offer->group;
    if (group.empty()) {
      selection.points.push_back(index);
      selection.points_awarded += points;
      continue;
    }
    if (closed.contains(group)) continue;
    const auto [found, added] = by_group.emplace(group, Choice{index, points});
    if (added) continue;
    const Offer& kept = *context.points[found->second.index].offer;
    const auto rank_of = [](const Offer& offer, std::int64_t given) { return std::tuple{-given, offer.kind == OfferKind::coupon, std::string_view{offer.id}}; };
    if (rank_of(*candidate.offer, points) < rank_of(kept, found->second.points)) found->second = {index, points};
  }
  for (const auto& [group, choice] : by_group) {
    selection.points.push_back(choice.index);
    selection.points_awarded += choice.points;
  }
  std::sort(selection.points.begin(), selection.points.end());
}

Preference preference_of(const SaleContext& context, const Selection& selection) {
  Preference preference;
  for (const std::uint32_t index : selection.discounts) preference.add(context.discounts[index]);
  for (const std::uint32_t index : selection.points) preference.add(context.points[index]);
  preference.finish();
  return preference;
}

/// Keeps the better of selections.
class Best {
 public:
  explicit Best(const SaleContext& context) : context_(context) {}

  void offer(Selection selection) {
    choose_points(context_, selection);
    Preference preference = preference_of(context_, selection);
    const auto rank_of = [](const Selection& one) { return std::pair{one.total, -one.points_awarded}; };
    if (best_ && std::pair{rank_of(selection), preference} >= std::pair{rank_of(*best_), preference_}) return;
    best_ = std::move(selection);
    preference_ = std::move(preference);
  }
  [[nodiscard]] std::optional<Selection>& selection() { return best_; }

 private:
  const SaleContext& context_;
  std::optional<Selection> best_;
  Preference preference_;
};

/// Tries every combination of the components' equally cheap options.
class Combinations {
 public:
  Combinations(const SaleContext& context, const std::vector<ComponentAnswer>& answers, const SearchBounds& bounds, Best& best)
      : context_(context), answers_(answers), best_(best), left_(bounds.ties_max) {}

  /// False when there are more of them than the bound allows.
  bool try_all() {
    std::vector<std::size_t> at(answers_.size(), 0);
    while (true) {
      if (left_-- == 0) return false;
      try_one(at);
      std::size_t digit = 0;
      while (digit < at.size() && ++at[digit] == answers_[digit].best.size()) at[digit++] = 0;
      if (digit == at.size()) return true;
    }
  }

 private:
  void try_one(const std::vector<std::size_t>& at) {
    Selection selection;
    std::vector<const Option*> options;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const Option& option = answers_[i].best[at[i]];
      options.push_back(&option);
      selection.discounts.insert(selection.discounts.end(), option.discounts.begin(), option.discounts.end());
    }
    std::sort(selection.discounts.begin(), selection.discounts.end());
    selection.nets = combined_nets(context_, options);
    selection.total = context_.total(selection.nets);
    best_.offer(std::move(selection));
  }

  const SaleContext& context_;
  const std::vector<ComponentAnswer>& answers_;
  Best& best_;
  std::size_t left_;
};

std::vector<std::int64_t> nets_of(const SaleContext& context, const std::vector<std::uint32_t>& discounts) {
  Units units{context.layout.starting_nets, std::vector<std::uint8_t>(context.layout.starting_nets.size(), 0)};
  DiscountScratch scratch;
  for (const std::uint32_t index : discounts) {
    apply_discount(context.discounts[index], context.layout, context.program.discount_rounding, units, scratch);
  }
  return units.nets;
}

}  // namespace

Selection evaluate(const SaleContext& context, std::vector<std::uint32_t> discounts, std::vector<std::uint32_t> points) {
  Selection selection;
  selection.discounts = std::move(discounts);
  selection.points = std::move(points);
  selection.nets = nets_of(context, selection.discounts);
  selection.total = context.total(selection.nets);
  if (!context.sale.member) return selection;
  const std::int64_t usable = context.usable_points(context.sale.basket.redeem_points.value(), selection.total);
  const AwardBase base = context.award_base(selection.nets, selection.total, usable);
  const AwardRate rate = context.rate();
  selection.points_awarded = base.base_points(rate);
  for (const std::uint32_t index : selection.points) {
    const Candidate& candidate = context.points[index];
    selection.points_awarded += base.offer_points(*candidate.offer, candidate.target, context.target_units(candidate), rate);
  }
  return selection;
}

Selection best_selection(const SaleContext& context, const SearchBounds& bounds) {
  std::set<std::string_view> points_groups;
  for (const Candidate& candidate : context.points) {
    if (!candidate.offer->group.empty()) points_groups.insert(candidate.offer->group);
  }
  Best best{context};
  std::vector<std::uint32_t> combinable;
  for (std::uint32_t index = 0; index < context.discounts.size(); ++index) {
    if (!context.discounts[index].offer->exclusive) {
      combinable.push_back(index);
      continue;
    }
    Selection alone;
    alone.discounts = {index};
    alone.nets = nets_of(context, alone.discounts);
    alone.total = context.total(alone.nets);
    best.offer(std::move(alone));
  }
  std::vector<ComponentAnswer> answers;
  bool complete = true;
  std::int64_t gap = 0;
  for (const Component& component : independent_components(context, combinable)) {
    answers.push_back(ComponentSearch{context, component, points_groups, bounds}.run());
    complete = complete && answers.back().complete;
    gap += answers.back().total - answers.back().lower_bound;
  }
  complete = Combinations{context, answers, bounds, best}.try_all() && complete;
  Selection selection = std::move(*best.selection());
  selection.optimal = complete;
  selection.gap = complete ? 0 : gap;
  return selection;
}

}  // namespace kazasu::pricing
