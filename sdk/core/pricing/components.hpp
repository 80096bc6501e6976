#pragma once

#include <cstdint>
#include <vector>

#include "pricing/sale_context.hpp"

namespace kazasu::pricing {

/// Discount candidates that can influence each other: their selections are searched together, others apart.
struct Component {
  std::vector<std::uint32_t> discounts;  ///< into SaleContext::discounts, ascending
};

/// Candidates interact when their targets share a line, when they share a group, or, where tax is added per rate, when
/// one of them touches several rates and the other one of these: only then does rounding couple them.
std::vector<Component> independent_components(const SaleContext& context, const std::vector<std::uint32_t>& discounts);

}  // namespace kazasu::pricing
