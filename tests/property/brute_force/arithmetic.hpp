#pragma once

#include <cstdint>
#include <vector>

#include "kazasu/values/program.hpp"

namespace kazasu::brute_force {

using I = std::int64_t;
__extension__ typedef __int128 I128;

I round_div(I128 numerator, I128 denominator, Rounding rounding);

/// pricing.md, section 4, one unit at a time.
std::vector<I> allocate(I amount, const std::vector<I>& weights);

I sum_of(const std::vector<I>& units);

}  // namespace kazasu::brute_force
