// pricing.md, section 3: Tax.
#include "pricing/tax.hpp"

namespace kazasu::pricing {

Int tax_of(Int net, Int basis_points, const Program& program) {
  const Int whole = program.tax_mode == TaxMode::included ? kTenThousand + basis_points : kTenThousand;
  return divide(static_cast<Wide>(net) * basis_points, whole, program.tax_rounding);
}

void sum_by_rate(const BasketLines& basket, std::span<const Int> line_nets, std::vector<Int>& sums) {
  sums.assign(basket.rates.size(), 0);
  for (std::size_t line = 0; line < line_nets.size(); ++line) sums[basket.lines[line].rate] += line_nets[line];
}

Int total_of(std::span<const Int> sums, std::span<const Int> rates, const Program& program) {
  Int total = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    total += sums[i];
    if (program.tax_mode == TaxMode::excluded) total += tax_of(sums[i], rates[i], program);
  }
  return total;
}

}  // namespace kazasu::pricing
