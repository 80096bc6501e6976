#include "pricing/layout.hpp"

#include <algorithm>
#include <numeric>

#include "pricing/allocation.hpp"

namespace kazasu::pricing {
namespace {

std::int64_t basis_points_of(const Program& program, const std::string& tax_class) {
  const auto rate = std::find_if(program.tax_rates.begin(), program.tax_rates.end(),
                                 [&](const TaxRate& candidate) { return candidate.tax_class == tax_class; });
  return rate->basis_points;  // validated: the class is known
}

}  // namespace

Layout lay_out(const Basket& basket, const Program& program) {
  Layout layout;
  std::vector<std::int64_t> shares;
  Allocator allocator;
  for (std::uint32_t i = 0; i < basket.lines.size(); ++i) {
    const Line& line = basket.lines[i];
    const auto count = static_cast<std::uint32_t>(line.quantity);
    const auto first = static_cast<std::uint32_t>(layout.starting_nets.size());
    const std::int64_t basis_points = basis_points_of(program, line.tax_class);
    const auto rate = std::find(layout.rates.begin(), layout.rates.end(), basis_points);
    layout.lines.push_back({first, count, static_cast<std::uint32_t>(rate - layout.rates.begin())});
    if (rate == layout.rates.end()) layout.rates.push_back(basis_points);
    layout.line_of_unit.insert(layout.line_of_unit.end(), count, i);
    layout.starting_nets.insert(layout.starting_nets.end(), count, line.unit_price.value());
    if (line.manual_discount == Money{}) continue;
    const std::span<std::int64_t> units{layout.starting_nets.data() + first, count};
    shares.resize(count);
    allocator.share(line.manual_discount.value(), units, shares);
    for (std::uint32_t unit = 0; unit < count; ++unit) units[unit] -= shares[unit];
  }
  return layout;
}

std::int64_t line_net(const Layout& layout, const std::vector<std::int64_t>& nets, std::uint32_t line) {
  const auto first = nets.begin() + layout.lines[line].first;
  return std::accumulate(first, first + layout.lines[line].count, std::int64_t{0});
}

void nets_by_rate(const Layout& layout, const std::vector<std::int64_t>& nets, std::vector<std::int64_t>& sums) {
  sums.assign(layout.rates.size(), 0);
  for (std::uint32_t line = 0; line < layout.lines.size(); ++line) sums[layout.lines[line].rate] += line_net(layout, nets, line);
}

}  // namespace kazasu::pricing
