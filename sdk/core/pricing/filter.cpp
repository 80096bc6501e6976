#include "pricing/filter.hpp"

#include <algorithm>

#include "pricing/compile_reward.hpp"

namespace kazasu::pricing {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool contains_any(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) { return contains(names, name); });
}

}  // namespace

bool matches(const Filter& filter, const Line& line) {
  const bool everything = filter.products.empty() && filter.categories.empty() && filter.brands.empty();
  const bool named = everything || contains(filter.products, line.product) ||
                     contains_any(filter.categories, line.categories) || contains(filter.brands, line.brand);
  return named && !contains(filter.except_products, line.product) &&
         !contains_any(filter.except_categories, line.categories);
}

bool in_target(const Offer& offer, const Line& line) {
  CompiledOffer compiled;
  compile_reward(offer.reward, compiled);
  return (compiled.discounts() ? line.discountable : line.awardable) && matches(offer.target, line);
}

FilterTotals totals_of(const Filter& filter, const Basket& basket) {
  FilterTotals totals;
  for (const Line& line : basket.lines) {
    if (!matches(filter, line)) continue;
    totals.amount += line.quantity * line.unit_price.value();
    if (basket.priced_by_pos) totals.amount -= line.manual_discount.value();
    totals.quantity += line.quantity;
  }
  return totals;
}

}  // namespace kazasu::pricing
