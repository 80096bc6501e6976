#include "pricing/sale_context.hpp"

#include "pricing/redeem.hpp"
#include "pricing/tax.hpp"

namespace kazasu::pricing {

std::int64_t SaleContext::total(const std::vector<std::int64_t>& nets) const {
  std::vector<std::int64_t> sums;
  nets_by_rate(layout, nets, sums);
  return total_of(sums, layout.rates, program);
}

std::int64_t SaleContext::usable_points(std::int64_t requested, std::int64_t total) const {
  return pricing::usable_points(program.redeem, sale.member, requested, total);
}

AwardBase SaleContext::award_base(const std::vector<std::int64_t>& nets, std::int64_t total, std::int64_t usable) const {
  return {program, layout, sale.basket.lines, nets, total, usable * program.redeem.point_value.value()};
}

AwardRate SaleContext::rate() const { return award_rate(program.award, sale.member ? sale.member->rank : std::string{}); }

std::int64_t SaleContext::target_units(const Candidate& candidate) const {
  std::int64_t units = 0;
  for (const std::uint32_t line : candidate.target) units += layout.lines[line].count;
  return units;
}

}  // namespace kazasu::pricing
