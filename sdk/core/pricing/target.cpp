#include "pricing/target.hpp"

#include <algorithm>
#include <variant>

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
  const bool named = everything || contains(filter.products, line.product) || contains_any(filter.categories, line.categories) ||
                     contains(filter.brands, line.brand);
  return named && !contains(filter.except_products, line.product) && !contains_any(filter.except_categories, line.categories);
}

bool is_discount(const Reward& reward) {
  return !std::holds_alternative<reward::PointsTimes>(reward) && !std::holds_alternative<reward::PointsBonus>(reward) &&
         !std::holds_alternative<reward::PointsPerUnit>(reward) && !std::holds_alternative<reward::IssueCoupon>(reward);
}

bool in_target(const Offer& offer, const Line& line) {
  return (is_discount(offer.reward) ? line.discountable : line.awardable) && matches(offer.target, line);
}

}  // namespace kazasu::pricing
