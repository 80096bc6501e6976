#pragma once

#include <cstdint>
#include <vector>

#include "pricing/sale_context.hpp"

namespace kazasu::pricing {

/// Which candidates are taken, and what they come to.
struct Selection {
  std::vector<std::uint32_t> discounts;  ///< into SaleContext::discounts, ascending
  std::vector<std::uint32_t> points;     ///< into SaleContext::points, ascending
  std::vector<std::int64_t> nets;        ///< of all units
  std::int64_t total = 0;
  std::int64_t points_awarded = 0;
  bool optimal = true;
  std::int64_t gap = 0;  ///< with `optimal` false: the total can at most be this much lower
};

struct SearchBounds {
  /// Search nodes that one group of interacting offers may cost. 20 interacting candidates have at most 2^21 of them.
  std::int64_t nodes_max = std::int64_t{1} << 23;
  /// Selections of equal total that are kept until points are compared.
  std::size_t ties_max = 4'096;
};

/// The best selection: lowest total, most points, fewest coupons, fewest offers, smallest ids (pricing.md, section 5).
/// The answer is that of trying every selection; the search only leaves out what cannot be better.
Selection best_selection(const SaleContext& context, const SearchBounds& bounds = {});

/// A given selection's nets, total and points: what adding or leaving out an offer would change.
Selection evaluate(const SaleContext& context, std::vector<std::uint32_t> discounts, std::vector<std::uint32_t> points);

}  // namespace kazasu::pricing
