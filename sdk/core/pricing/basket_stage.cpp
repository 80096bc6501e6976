// pricing.md, section 3, stage 2.
#include <algorithm>
#include <variant>

#include "pricing/allocation.hpp"
#include "pricing/discount.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

std::int64_t basket_discount(const Reward& reward, std::int64_t target_net, Rounding rounding) {
  if (const auto* percent = std::get_if<reward::BasketPercentOff>(&reward)) return divide(static_cast<Wide>(target_net) * percent->basis_points, kWhole, rounding);
  return std::min(target_net, std::get<reward::BasketAmountOff>(reward).amount.value());
}

}  // namespace

std::int64_t apply_in_basket_stage(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch) {
  scratch.weights.clear();
  std::int64_t target_net = 0;
  for (const std::uint32_t line : candidate.target) {
    scratch.weights.push_back(line_net(layout, units.nets, line));
    target_net += scratch.weights.back();
  }
  const std::int64_t discount = basket_discount(candidate.offer->reward, target_net, rounding);
  scratch.line_shares.resize(scratch.weights.size());
  scratch.allocator.share(discount, scratch.weights, scratch.line_shares);
  for (std::size_t i = 0; i < candidate.target.size(); ++i) {
    take_off_line(scratch.line_shares[i], layout.lines[candidate.target[i]], units, scratch);
  }
  return discount;
}

}  // namespace kazasu::pricing
