#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kazasu/values/basket.hpp"
#include "kazasu/values/program.hpp"

namespace kazasu::pricing {

/// What of a basket no offer changes: where each line's units lie in one array, their starting nets, and the tax rates in
/// the order of their first line.
struct Layout {
  struct LineUnits {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t rate = 0;  ///< into `rates`
  };
  std::vector<LineUnits> lines;
  std::vector<std::uint32_t> line_of_unit;
  std::vector<std::int64_t> starting_nets;  ///< unit price less the unit's share of the manual discount
  std::vector<std::int64_t> rates;          ///< basis points
};

/// Reads a validated basket.
Layout lay_out(const Basket& basket, const Program& program);

/// The units of a basket while offers apply to them.
struct Units {
  std::vector<std::int64_t> nets;
  std::vector<std::uint8_t> taken;  ///< by a bundle or mix_match
};

std::int64_t line_net(const Layout& layout, const std::vector<std::int64_t>& nets, std::uint32_t line);

/// Net per rate, in the order of `layout.rates`.
void nets_by_rate(const Layout& layout, const std::vector<std::int64_t>& nets, std::vector<std::int64_t>& sums);

}  // namespace kazasu::pricing
