#pragma once

#include <cstdint>
#include <vector>

#include "kazasu/values/program.hpp"
#include "pricing/allocation.hpp"
#include "pricing/candidate.hpp"
#include "pricing/layout.hpp"

namespace kazasu::pricing {

/// Space that applying an offer needs, kept between calls.
struct DiscountScratch {
  std::vector<std::uint32_t> units;
  std::vector<std::int64_t> weights;
  std::vector<std::int64_t> shares;
  std::vector<std::int64_t> line_shares;
  Allocator allocator;
};

/// Applies one discount offer to `units` and returns by how much their nets fell (pricing.md, section 3, stages 1 and 2).
/// The result never rises when nets are lower or more units are taken: what an offer gives now bounds what it can give later.
std::int64_t apply_discount(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch);

/// The stages' own parts.
std::int64_t apply_in_unit_stage(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch);
std::int64_t apply_in_basket_stage(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch);

/// Takes `discount` from the units that `units` lists, by allocation on their nets.
void take_off(std::int64_t discount, const std::vector<std::uint32_t>& listed, Units& units, DiscountScratch& scratch);
/// Takes `discount` from one line's units likewise.
void take_off_line(std::int64_t discount, const Layout::LineUnits& line, Units& units, DiscountScratch& scratch);

}  // namespace kazasu::pricing
