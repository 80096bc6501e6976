#include "pricing/components.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string_view>

namespace kazasu::pricing {
namespace {

/// Union-find over candidates.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

template <class Key>
void join_by(std::map<Key, std::size_t>& first_of, const Key& key, std::size_t item, Sets& sets) {
  const auto [found, added] = first_of.emplace(key, item);
  if (!added) sets.join(found->second, item);
}

/// Rates are rounded apart, so a set that touches two of them trades one against the other with all that touch either.
void join_by_rates(const SaleContext& context, const std::vector<std::uint32_t>& discounts, Sets& sets) {
  bool changed = true;
  while (changed) {
    changed = false;
    std::map<std::size_t, std::set<std::uint32_t>> rates_of_set;
    for (std::size_t i = 0; i < discounts.size(); ++i) {
      for (const std::uint32_t line : context.discounts[discounts[i]].target) rates_of_set[sets.find(i)].insert(context.layout.lines[line].rate);
    }
    for (const auto& [set, rates] : rates_of_set) {
      if (rates.size() < 2) continue;
      for (const auto& [other, other_rates] : rates_of_set) {
        const bool shares = std::any_of(rates.begin(), rates.end(), [&](std::uint32_t rate) { return other_rates.contains(rate); });
        if (shares && sets.find(set) != sets.find(other)) {
          sets.join(set, other);
          changed = true;
        }
      }
    }
  }
}

}  // namespace

std::vector<Component> independent_components(const SaleContext& context, const std::vector<std::uint32_t>& discounts) {
  Sets sets{discounts.size()};
  std::map<std::uint32_t, std::size_t> by_line;
  std::map<std::string_view, std::size_t> by_group;
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    const Candidate& candidate = context.discounts[discounts[i]];
    for (const std::uint32_t line : candidate.target) join_by(by_line, line, i, sets);
    if (!candidate.offer->group.empty()) join_by(by_group, std::string_view{candidate.offer->group}, i, sets);
  }
  if (context.program.tax_mode == TaxMode::excluded) join_by_rates(context, discounts, sets);
  std::map<std::size_t, Component> components;
  for (std::size_t i = 0; i < discounts.size(); ++i) components[sets.find(i)].discounts.push_back(discounts[i]);
  std::vector<Component> listed;
  for (auto& [set, component] : components) listed.push_back(std::move(component));
  return listed;
}

}  // namespace kazasu::pricing
