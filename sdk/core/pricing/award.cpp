#include "pricing/award.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <variant>

#include "pricing/allocation.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

std::int64_t step_points(std::int64_t amount, const AwardRate& rate) {
  if (rate.step == Money{}) return 0;
  return amount / rate.step.value() * rate.points.value();
}

}  // namespace

AwardBase::AwardBase(const Program& program, const Layout& layout, const std::vector<Line>& lines, const std::vector<std::int64_t>& nets,
                     std::int64_t total, std::int64_t redeemed_value)
    : program_(program), layout_(layout) {
  for (std::uint32_t line = 0; line < lines.size(); ++line) line_values_.push_back(line_net(layout, nets, line));
  if (!program.award.on_redeemed_part && redeemed_value > 0) {
    std::int64_t value = redeemed_value;
    if (program.tax_mode == TaxMode::excluded) {
      const std::int64_t net = std::accumulate(line_values_.begin(), line_values_.end(), std::int64_t{0});
      value = total == 0 ? 0 : divide(static_cast<Wide>(redeemed_value) * net, total, Rounding::floor);
    }
    std::vector<std::int64_t> shares(line_values_.size());
    Allocator{}.share(value, line_values_, shares);
    for (std::size_t line = 0; line < line_values_.size(); ++line) line_values_[line] -= shares[line];
  }
  for (std::size_t line = 0; line < lines.size(); ++line) {
    if (!lines[line].awardable) line_values_[line] = 0;
  }
}

std::int64_t AwardBase::amount(const std::vector<std::int64_t>& by_rate) const {
  std::int64_t amount = 0;
  for (std::size_t rate = 0; rate < by_rate.size(); ++rate) {
    const std::int64_t sum = by_rate[rate];
    const std::int64_t basis_points = layout_.rates[rate];
    amount += sum;
    if (program_.award.base == program_.tax_mode) continue;
    if (program_.award.base == TaxMode::excluded) {
      amount -= divide(static_cast<Wide>(sum) * basis_points, kWhole + basis_points, program_.tax_rounding);
    } else {
      amount += divide(static_cast<Wide>(sum) * basis_points, kWhole, program_.tax_rounding);
    }
  }
  return amount;
}

std::int64_t AwardBase::base_points(const AwardRate& rate) const {
  std::vector<std::int64_t> by_rate(layout_.rates.size(), 0);
  for (std::size_t line = 0; line < line_values_.size(); ++line) by_rate[layout_.lines[line].rate] += line_values_[line];
  return step_points(amount(by_rate), rate);
}

std::int64_t AwardBase::amount_of(const std::vector<std::uint32_t>& target) const {
  std::vector<std::int64_t> by_rate(layout_.rates.size(), 0);
  for (const std::uint32_t line : target) by_rate[layout_.lines[line].rate] += line_values_[line];
  return amount(by_rate);
}

std::int64_t AwardBase::offer_points(const Offer& offer, const std::vector<std::uint32_t>& target, std::int64_t target_units,
                                     const AwardRate& rate) const {
  if (const auto* times = std::get_if<reward::PointsTimes>(&offer.reward)) {
    constexpr std::int64_t kOnce = 10;  // tenths
    if (times->tenths <= kOnce) return 0;
    return divide(static_cast<Wide>(step_points(amount_of(target), rate)) * (times->tenths - kOnce), kOnce, Rounding::floor);
  }
  if (const auto* bonus = std::get_if<reward::PointsBonus>(&offer.reward)) return bonus->points.value();
  const auto& per_unit = std::get<reward::PointsPerUnit>(offer.reward);
  const std::int64_t limit = offer.limits.per_basket;
  return per_unit.points.value() * (limit == 0 ? target_units : std::min(limit, target_units));
}

AwardRate award_rate(const AwardRules& rules, const std::string& rank) {
  const auto found = std::find_if(rules.ranks.begin(), rules.ranks.end(), [&](const RankAwardRate& entry) { return entry.rank == rank; });
  return found == rules.ranks.end() ? rules.rate : found->rate;
}

Award make_award(const AwardRules& rules, std::string offer, std::int64_t expires_days, std::int64_t points, Date business_date) {
  Award award{std::move(offer), Points{points}, add_days(business_date, rules.activates_days), std::nullopt};
  if (expires_days > 0) {
    award.expires_on = add_days(business_date, expires_days);  // an offer's own days are always exact
  } else if (rules.expires_days > 0) {
    const Date last = add_days(business_date, rules.expires_days);
    award.expires_on = rules.expiry == ExpiryRule::end_of_month ? end_of_month(last) : last;
  }
  return award;
}

}  // namespace kazasu::pricing
