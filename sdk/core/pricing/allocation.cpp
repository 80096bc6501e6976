// pricing.md, section 4: allocation by largest remainder.
#include "pricing/allocation.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

/// Units of one line mostly cost the same: then all remainders tie and the earlier items get the rest.
bool all_equal(std::span<const Int> weights) {
  return std::all_of(weights.begin(), weights.end(), [&](Int weight) { return weight == weights.front(); });
}

void share_equally(Int amount, std::span<Int> shares) {
  const Int count = static_cast<Int>(shares.size());
  const Int each = amount / count;
  const Int rest = amount % count;
  for (Int i = 0; i < count; ++i) shares[static_cast<std::size_t>(i)] = each + (i < rest ? 1 : 0);
}

}  // namespace

void Allocator::share(Int amount, std::span<const Int> weights, std::span<Int> shares) {
  if (weights.empty()) return;
  if (amount != 0 && all_equal(weights)) {
    if (weights.front() == 0) amount = 0;
    share_equally(amount, shares);
    return;
  }
  Int sum = 0;
  for (const Int weight : weights) sum += weight;
  if (amount == 0 || sum == 0) {
    std::fill(shares.begin(), shares.end(), 0);
    return;
  }
  const bool narrow = amount <= kNarrowMax && sum <= kNarrowMax;
  remainders_.clear();
  Int left = amount;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Int remainder;
    if (narrow) {
      const Int product = amount * weights[i];
      shares[i] = product / sum;
      remainder = product - shares[i] * sum;
    } else {
      const Wide product = static_cast<Wide>(amount) * weights[i];
      shares[i] = static_cast<Int>(product / sum);
      remainder = static_cast<Int>(product - static_cast<Wide>(shares[i]) * sum);
    }
    left -= shares[i];
    remainders_.push_back({remainder, static_cast<std::uint32_t>(i)});
  }
  share_left_over(left, shares);
}

void Allocator::share_left_over(Int left, std::span<Int> shares) {
  // What is left is less than the number of items that have a remainder.
  const auto before = [](const Remainder& a, const Remainder& b) {
    return a.value != b.value ? a.value > b.value : a.item < b.item;
  };
  if (left == 0) return;
  const auto end = remainders_.begin() + static_cast<std::ptrdiff_t>(left);
  std::nth_element(remainders_.begin(), end - 1, remainders_.end(), before);
  for (auto it = remainders_.begin(); it != end; ++it) ++shares[it->item];
}

}  // namespace kazasu::pricing
