#include "brute_force/sum.hpp"

#include <algorithm>
#include <tuple>

#include "brute_force/kinds.hpp"

namespace kazasu::brute_force {

void Sum::apply_sets(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const {
  std::vector<std::tuple<I, std::size_t, std::size_t>> ranked;
  for (const std::size_t line : target_of(offer)) {
    for (std::size_t unit = 0; unit < nets[line].size(); ++unit) {
      if (!taken[line][unit]) ranked.emplace_back(-nets[line][unit], line, unit);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  const auto* bundle = std::get_if<reward::Bundle>(&offer.reward);
  const auto* mix = std::get_if<reward::MixMatch>(&offer.reward);
  const auto size = static_cast<std::size_t>(bundle ? bundle->buy + bundle->get : mix->quantity);
  I sets = 0;
  for (std::size_t at = 0; at + size <= ranked.size(); at += size, ++sets) {
    if (offer.limits.per_basket > 0 && sets >= offer.limits.per_basket) return;
    std::vector<I> set_nets;
    for (std::size_t i = at; i < at + size; ++i) set_nets.push_back(-std::get<0>(ranked[i]));
    std::vector<I> off(size, 0);
    if (bundle) {
      for (std::size_t i = static_cast<std::size_t>(bundle->buy); i < size; ++i) {
        off[i] = round_div(I128{set_nets[i]} * bundle->basis_points, 10'000, program_.discount_rounding);
      }
    } else {
      if (sum_of(set_nets) <= mix->price.value()) return;
      off = allocate(sum_of(set_nets) - mix->price.value(), set_nets);
    }
    for (std::size_t i = 0; i < size; ++i) {
      const auto& [net, line, unit] = ranked[at + i];
      nets[line][unit] -= off[i];
      taken[line][unit] = true;
    }
  }
}

void Sum::apply(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const {
  const std::vector<std::size_t> target = target_of(offer);
  const auto share_in_line = [&](std::size_t line, I amount) {
    const std::vector<I> shares = allocate(amount, nets[line]);
    for (std::size_t unit = 0; unit < shares.size(); ++unit) nets[line][unit] -= shares[unit];
  };
  if (kind_of(offer) == Kind::basket) {
    std::vector<I> weights;
    for (const std::size_t line : target) weights.push_back(sum_of(nets[line]));
    I off = 0;
    if (const auto* percent = std::get_if<reward::BasketPercentOff>(&offer.reward)) {
      off = round_div(I128{sum_of(weights)} * percent->basis_points, 10'000, program_.discount_rounding);
    } else {
      off = std::min(sum_of(weights), std::get<reward::BasketAmountOff>(offer.reward).amount.value());
    }
    const std::vector<I> shares = allocate(off, weights);
    for (std::size_t i = 0; i < target.size(); ++i) share_in_line(target[i], shares[i]);
    return;
  }
  if (const auto* percent = std::get_if<reward::PercentOff>(&offer.reward)) {
    for (const std::size_t line : target) {
      share_in_line(line,
                    round_div(I128{sum_of(nets[line])} * percent->basis_points, 10'000, program_.discount_rounding));
    }
    return;
  }
  const auto* amount = std::get_if<reward::AmountOffUnit>(&offer.reward);
  const auto* price = std::get_if<reward::UnitPrice>(&offer.reward);
  if (!amount && !price) return apply_sets(offer, nets, taken);
  std::vector<std::tuple<I, std::size_t, std::size_t>> ranked;
  for (const std::size_t line : target) {
    for (std::size_t unit = 0; unit < nets[line].size(); ++unit) ranked.emplace_back(-nets[line][unit], line, unit);
  }
  std::sort(ranked.begin(), ranked.end());
  const I most = offer.limits.per_basket;
  if (most > 0 && ranked.size() > static_cast<std::size_t>(most)) ranked.resize(static_cast<std::size_t>(most));
  for (const auto& [negative, line, unit] : ranked) {
    I& net = nets[line][unit];
    net = amount ? net - std::min(net, amount->amount.value()) : std::min(net, price->price.value());
  }
}

}  // namespace kazasu::brute_force
