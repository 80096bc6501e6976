// pricing.md, section 3, stage 3: award.
#include "pricing/award.hpp"

#include <algorithm>
#include <numeric>

namespace kazasu::pricing {

void AwardBase::prepare(const AwardRules& rules, const Program& program, const BasketLines& basket,
                        std::span<const Int> line_nets, Int total, Int redeemed_value) {
  rules_ = &rules;
  program_ = &program;
  nets_count_ = rules.base == program.tax_mode;
  basket_ = &basket;
  line_values_.assign(line_nets.begin(), line_nets.end());
  if (!rules.on_redeemed_part && redeemed_value > 0) {
    Int value = redeemed_value;
    if (program.tax_mode == TaxMode::excluded) {
      const Int goods = std::accumulate(line_nets.begin(), line_nets.end(), Int{0});
      value = total == 0 ? 0 : multiply_divide(redeemed_value, goods, total);
    }
    shares_.resize(line_nets.size());
    allocator_.share(value, line_nets, shares_);
    for (std::size_t line = 0; line < line_values_.size(); ++line) line_values_[line] -= shares_[line];
  }
  by_rate_.assign(basket.rates.size(), 0);
  for (std::size_t line = 0; line < line_values_.size(); ++line) {
    if (!basket.lines[line].awardable) line_values_[line] = 0;
    by_rate_[basket.lines[line].rate] += line_values_[line];
  }
  all_ = amount_of_rates();
}

Int AwardBase::amount_of_rates() const {
  Int amount = 0;
  for (std::size_t rate = 0; rate < by_rate_.size(); ++rate) {
    const Int sum = by_rate_[rate];
    const Int basis_points = basket_->rates[rate];
    amount += sum;
    if (nets_count_ || sum == 0) continue;
    if (rules_->base == TaxMode::excluded) {
      amount -= divide(static_cast<Wide>(sum) * basis_points, kTenThousand + basis_points, program_->tax_rounding);
    } else {
      amount += percentage(sum, basis_points, program_->tax_rounding);
    }
  }
  return amount;
}

Int AwardBase::amount_of_each_rate(std::span<const Number> target) {
  std::fill(by_rate_.begin(), by_rate_.end(), 0);
  for (const Number line : target) by_rate_[basket_->lines[line].rate] += line_values_[line];
  return amount_of_rates();
}

AwardDates::AwardDates(const AwardRules& rules, Date business_date)
    : business_date_(business_date), activation_(add_days(business_date, rules.activates_days)) {
  if (rules.expires_days == 0) return;
  const Date last = add_days(business_date, rules.expires_days);
  of_base_ = rules.expiry == ExpiryRule::end_of_month ? end_of_month(last) : last;
}

}  // namespace kazasu::pricing
