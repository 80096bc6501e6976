#include "brute_force/arithmetic.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace kazasu::brute_force {

I round_div(I128 numerator, I128 denominator, Rounding rounding) {
  const I128 floor = numerator / denominator;
  const I128 rest = numerator % denominator;
  switch (rounding) {
    case Rounding::floor: return static_cast<I>(floor);
    case Rounding::half_up: return static_cast<I>(floor + (2 * rest >= denominator ? 1 : 0));
    case Rounding::ceiling: return static_cast<I>(floor + (rest > 0 ? 1 : 0));
  }
  return 0;
}

std::vector<I> allocate(I amount, const std::vector<I>& weights) {
  const I sum = std::accumulate(weights.begin(), weights.end(), I{0});
  std::vector<I> shares(weights.size(), 0);
  if (sum == 0) return shares;
  std::vector<std::pair<I, std::size_t>> order;
  I left = amount;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const I128 product = static_cast<I128>(amount) * weights[i];
    shares[i] = static_cast<I>(product / sum);
    left -= shares[i];
    order.emplace_back(-static_cast<I>(product % sum), i);
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i].second];
  return shares;
}

I sum_of(const std::vector<I>& units) {
  return std::accumulate(units.begin(), units.end(), I{0});
}

}  // namespace kazasu::brute_force
