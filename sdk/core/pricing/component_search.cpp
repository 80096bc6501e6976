#include "pricing/component_search.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "pricing/preference.hpp"
#include "pricing/tax.hpp"

namespace kazasu::pricing {
namespace {

Preference preference_of(const SaleContext& context, const std::vector<std::uint32_t>& discounts) {
  Preference preference;
  for (const std::uint32_t index : discounts) preference.add(context.discounts[index]);
  preference.finish();
  return preference;
}

}  // namespace

ComponentSearch::ComponentSearch(const SaleContext& context, const Component& component, const std::set<std::string_view>& points_groups,
                                 const SearchBounds& bounds)
    : context_(context), component_(component), points_groups_(points_groups), bounds_(bounds) {
  answer_.total = std::numeric_limits<std::int64_t>::max();
  answer_.lower_bound = std::numeric_limits<std::int64_t>::max();
}

ComponentAnswer ComponentSearch::run() {
  const Units start{context_.layout.starting_nets, std::vector<std::uint8_t>(context_.layout.starting_nets.size(), 0)};
  visit(0, start);
  answer_.lower_bound = std::min(answer_.lower_bound, answer_.total);
  return std::move(answer_);
}

void ComponentSearch::visit(std::size_t position, const Units& units) {
  if (position == component_.discounts.size()) return keep(units);
  const std::int64_t least = bound(position, units);
  if (least > answer_.total) return;
  if (++nodes_ > bounds_.nodes_max && !answer_.best.empty()) {
    answer_.complete = false;
    answer_.lower_bound = std::min(answer_.lower_bound, least);
    return;
  }
  // The branch with the offer first: good selections are found early, and later ones are cut off by them.
  if (!group_taken(context_.discounts[component_.discounts[position]])) include(position, units);
  visit(position + 1, units);
}

void ComponentSearch::include(std::size_t position, const Units& units) {
  const std::uint32_t index = component_.discounts[position];
  Units after = units;
  const std::int64_t discount = apply_discount(context_.discounts[index], context_.layout, context_.program.discount_rounding, after, scratch_);
  // An offer that changes nothing is not used up; one that only takes units can still move what later ones take.
  if (discount == 0 && after.taken == units.taken) return;
  chosen_.push_back(index);
  visit(position + 1, after);
  chosen_.pop_back();
}

std::int64_t ComponentSearch::bound(std::size_t position, const Units& units) {
  std::vector<std::int64_t> sums;
  nets_by_rate(context_.layout, units.nets, sums);
  std::int64_t most = 0;
  std::map<std::string_view, std::int64_t> most_of_group;
  std::vector<std::uint8_t> touched(sums.size(), 0);
  for (std::size_t i = position; i < component_.discounts.size(); ++i) {
    const Candidate& candidate = context_.discounts[component_.discounts[i]];
    if (group_taken(candidate)) continue;
    Units after = units;
    const std::int64_t discount = apply_discount(candidate, context_.layout, context_.program.discount_rounding, after, scratch_);
    for (const std::uint32_t line : candidate.target) touched[context_.layout.lines[line].rate] = 1;
    if (candidate.offer->group.empty()) {
      most += discount;
    } else {
      std::int64_t& kept = most_of_group[candidate.offer->group];
      kept = std::max(kept, discount);
    }
  }
  for (const auto& [group, discount] : most_of_group) most += discount;
  return lowest_total(sums, context_.layout.rates, touched, most, context_.program);
}

bool ComponentSearch::group_taken(const Candidate& candidate) const {
  if (candidate.offer->group.empty()) return false;
  return std::any_of(chosen_.begin(), chosen_.end(),
                     [&](std::uint32_t taken) { return context_.discounts[taken].offer->group == candidate.offer->group; });
}

void ComponentSearch::keep(const Units& units) {
  const std::int64_t total = context_.total(units.nets);
  if (total > answer_.total) return;
  if (total < answer_.total) answer_.best.clear();
  answer_.total = total;
  Option option{chosen_, units.nets};
  for (Option& kept : answer_.best) {
    if (!interchangeable(option, kept)) continue;
    if (preference_of(context_, option.discounts) < preference_of(context_, kept.discounts)) kept = std::move(option);
    return;
  }
  if (answer_.best.size() >= bounds_.ties_max) {
    answer_.complete = false;
    return;
  }
  answer_.best.push_back(std::move(option));
}

/// The same nets and the same groups closed to points offers: only coupons, number and ids can tell them apart.
bool ComponentSearch::interchangeable(const Option& a, const Option& b) const {
  if (a.nets != b.nets) return false;
  const auto closed = [&](const Option& option) {
    std::set<std::string_view> groups;
    for (const std::uint32_t index : option.discounts) {
      if (points_groups_.contains(context_.discounts[index].offer->group)) groups.insert(context_.discounts[index].offer->group);
    }
    return groups;
  };
  return closed(a) == closed(b);
}

}  // namespace kazasu::pricing
