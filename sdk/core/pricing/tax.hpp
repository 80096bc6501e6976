#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::pricing {

/// Tax of one rate's net sum, rounded once per rate and receipt (pricing.md, section 3: Tax).
std::int64_t tax_of(std::int64_t net, std::int64_t basis_points, const Program& program);

/// Sum of nets, plus the taxes when prices exclude them. `sums` and `rates` run together.
std::int64_t total_of(std::span<const std::int64_t> sums, std::span<const std::int64_t> rates, const Program& program);

/// No total comes below this when at most `discount` is taken off the nets of the rates that are `touched`, however it is
/// spread over them.
std::int64_t lowest_total(std::span<const std::int64_t> sums, std::span<const std::int64_t> rates, std::span<const std::uint8_t> touched,
                          std::int64_t discount, const Program& program);

}  // namespace kazasu::pricing
