#pragma once

#include <span>
#include <vector>

#include "kazasu/values/program.hpp"
#include "pricing/basket_lines.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {

/// Tax of one rate's sum of nets, rounded once per rate and receipt (pricing.md, section 3: Tax).
Int tax_of(Int net, Int basis_points, const Program& program);

/// Sum of nets per rate, in the order of BasketLines::rates.
void sum_by_rate(const BasketLines& basket, std::span<const Int> line_nets, std::vector<Int>& sums);

/// Sum of nets, plus the taxes when prices exclude them. `sums` and `rates` run together.
Int total_of(std::span<const Int> sums, std::span<const Int> rates, const Program& program);

}  // namespace kazasu::pricing
