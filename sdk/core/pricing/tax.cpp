#include "pricing/tax.hpp"

#include "pricing/wide.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

}  // namespace

std::int64_t tax_of(std::int64_t net, std::int64_t basis_points, const Program& program) {
  const std::int64_t whole = program.tax_mode == TaxMode::included ? kWhole + basis_points : kWhole;
  return scale(net, basis_points, whole, program.tax_rounding);
}

std::int64_t total_of(std::span<const std::int64_t> sums, std::span<const std::int64_t> rates, const Program& program) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    total += sums[i];
    if (program.tax_mode == TaxMode::excluded) total += tax_of(sums[i], rates[i], program);
  }
  return total;
}

}  // namespace kazasu::pricing
