#include "pricing/tax.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "pricing/exact_math.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

}  // namespace

std::int64_t tax_of(std::int64_t net, std::int64_t basis_points, const Program& program) {
  const std::int64_t whole = program.tax_mode == TaxMode::included ? kWhole + basis_points : kWhole;
  return divide(static_cast<Wide>(net) * basis_points, whole, program.tax_rounding);
}

std::int64_t total_of(std::span<const std::int64_t> sums, std::span<const std::int64_t> rates, const Program& program) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    total += sums[i];
    if (program.tax_mode == TaxMode::excluded) total += tax_of(sums[i], rates[i], program);
  }
  return total;
}

std::int64_t lowest_total(std::span<const std::int64_t> sums, std::span<const std::int64_t> rates, std::span<const std::uint8_t> touched,
                          std::int64_t discount, const Program& program) {
  std::int64_t total = 0;
  std::int64_t open_net = 0;  // of the rates that can still change
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (touched[i] != 0) {
      open_net += sums[i];
    } else {
      total += total_of(sums.subspan(i, 1), rates.subspan(i, 1), program);
    }
  }
  std::int64_t left = std::max<std::int64_t>(open_net - discount, 0);
  total += left;
  if (program.tax_mode == TaxMode::included) return total;
  // Tax is least when the discount falls on the highest rates, so that what is left is taxed at the lowest ones; each
  // rate's rounding takes away less than one unit.
  std::vector<std::pair<std::int64_t, std::int64_t>> by_rate;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (touched[i] != 0) by_rate.emplace_back(rates[i], sums[i]);
  }
  std::sort(by_rate.begin(), by_rate.end());
  Wide tax = 0;
  for (const auto& [basis_points, sum] : by_rate) {
    const std::int64_t taxed = std::min(left, sum);
    tax += static_cast<Wide>(taxed) * basis_points;
    left -= taxed;
  }
  return total + std::max<std::int64_t>(static_cast<std::int64_t>(tax / kWhole) - static_cast<std::int64_t>(by_rate.size()), 0);
}

}  // namespace kazasu::pricing
