#include "pricing/discount.hpp"

#include <span>

#include "pricing/allocation.hpp"

namespace kazasu::pricing {

std::int64_t apply_discount(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch) {
  return stage_of(candidate.offer->reward) == 1 ? apply_in_unit_stage(candidate, layout, rounding, units, scratch)
                                                : apply_in_basket_stage(candidate, layout, rounding, units, scratch);
}

void take_off(std::int64_t discount, const std::vector<std::uint32_t>& listed, Units& units, DiscountScratch& scratch) {
  scratch.weights.clear();
  for (const std::uint32_t unit : listed) scratch.weights.push_back(units.nets[unit]);
  scratch.shares.resize(scratch.weights.size());
  scratch.allocator.share(discount, scratch.weights, scratch.shares);
  for (std::size_t i = 0; i < listed.size(); ++i) units.nets[listed[i]] -= scratch.shares[i];
}

void take_off_line(std::int64_t discount, const Layout::LineUnits& line, Units& units, DiscountScratch& scratch) {
  const std::span<std::int64_t> nets{units.nets.data() + line.first, line.count};
  scratch.shares.resize(line.count);
  scratch.allocator.share(discount, nets, scratch.shares);
  for (std::uint32_t i = 0; i < line.count; ++i) nets[i] -= scratch.shares[i];
}

}  // namespace kazasu::pricing
