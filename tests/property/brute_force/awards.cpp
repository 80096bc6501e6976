#include "brute_force/sum.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "brute_force/kinds.hpp"

namespace kazasu::brute_force {

AwardRate Sum::rate(const AwardRules& rules) const {
  for (const RankAwardRate& one : rules.ranks) {
    if (one.rank == sale_.member->rank) return one.rate;
  }
  return rules.rate;
}

I Sum::most_points(const Offer& offer) const {
  I most = std::numeric_limits<I>::max();
  if (offer.limits.points_per_basket.value() > 0) most = offer.limits.points_per_basket.value();
  if (offer.limits.points_per_member.value() > 0) {
    I used = 0;
    for (const OfferUsage& one : sale_.member->usage) {
      if (one.offer == offer.id) used = one.points.value();
    }
    most = std::min(most, std::max<I>(0, offer.limits.points_per_member.value() - used));
  }
  return most;
}

void Sum::award(const Selection& selection, Outcome& outcome) const {
  if (!sale_.member) return;
  std::vector<I> line_nets;
  for (const auto& units : outcome.nets) line_nets.push_back(sum_of(units));
  I value = value_of(outcome);
  if (program_.tax_mode == TaxMode::excluded && outcome.total > 0) {
    value = static_cast<I>(I128{value} * sum_of(line_nets) / outcome.total);
  }
  const auto base_of = [&](const AwardRules& rules, const std::vector<std::size_t>& among) {
    std::vector<I> shares(lines_.size(), 0);
    if (!rules.on_redeemed_part) shares = allocate(value, line_nets);
    std::map<I, I> by_rate;
    for (const std::size_t i : among) {
      if (lines_[i].awardable) by_rate[basis_points(lines_[i])] += line_nets[i] - shares[i];
    }
    I sum = 0;
    for (const auto& [points, net] : by_rate) {
      sum += net;
      if (program_.tax_mode == TaxMode::included && rules.base == TaxMode::excluded) {
        sum -= round_div(I128{net} * points, 10'000 + points, program_.tax_rounding);
      } else if (program_.tax_mode == TaxMode::excluded && rules.base == TaxMode::included) {
        sum += round_div(I128{net} * points, 10'000, program_.tax_rounding);
      }
    }
    return sum;
  };
  const auto steps = [&](const AwardRules& rules, const std::vector<std::size_t>& among) {
    const AwardRate own = rate(rules);
    return own.step.value() == 0 ? 0 : base_of(rules, among) / own.step.value() * own.points.value();
  };
  std::vector<std::size_t> all(lines_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const Purse& one : purses()) {
    outcome.base_points[one.name] = steps(*one.award, all);
    outcome.all_points += outcome.base_points[one.name];
  }
  for (const Offer* offer : selection) {
    if (kind_of(*offer) != Kind::points) continue;
    const std::vector<std::size_t> target = target_of(*offer);
    I points = 0;
    if (const auto* times = std::get_if<reward::PointsTimes>(&offer->reward)) {
      points = std::max<I>(0, steps(*purse(offer->wallet).award, target) * (times->tenths - 10) / 10);
    } else if (const auto* bonus = std::get_if<reward::PointsBonus>(&offer->reward)) {
      points = bonus->points.value();
    } else {
      I units = 0;
      for (const std::size_t line : target) units += lines_[line].quantity;
      if (offer->limits.per_basket > 0) units = std::min(units, offer->limits.per_basket);
      points = std::get<reward::PointsPerUnit>(offer->reward).points.value() * units;
    }
    points = std::min(points, most_points(*offer));
    outcome.points[offer] = points;
    outcome.all_points += points;
  }
}

Award Sum::lot(const std::string& offer, const std::string& wallet, I points, I expires_days) const {
  const AwardRules& rules = *purse(wallet).award;
  Award award{offer, Points{points}, add_days(date_, rules.activates_days), std::nullopt, wallet};
  if (expires_days > 0) {
    award.expires_on = add_days(date_, expires_days);
  } else if (rules.expires_days > 0) {
    award.expires_on = add_days(date_, rules.expires_days);
    if (rules.expiry == ExpiryRule::end_of_month) award.expires_on = end_of_month(*award.expires_on);
  }
  return award;
}

/// docs/pricing-extensions.md: a wallet's caps cut after the selection, the base award last.
void Sum::cap(Selection& best, Outcome& outcome, Quote& quote) {
  bool any = false;
  for (const Purse& one : purses()) {
    const AwardCaps& caps = one.award->caps;
    any = any || caps.per_checkout.value() > 0 || caps.per_day.value() > 0 || caps.checkouts_per_day > 0;
  }
  if (program_.wallets.empty() && !any) return;
  for (const Purse& one : purses()) {
    QuotedWallet& wallet = quote.wallets.emplace_back();
    wallet.wallet = one.name;
    if (!sale_.member) continue;
    const AwardCaps& caps = one.award->caps;
    I room = std::numeric_limits<I>::max();
    AwardCap by = AwardCap::none;
    const auto narrow = [&](I most, AwardCap cap) {
      if (most >= room) return;
      room = std::max<I>(0, most);
      by = cap;
    };
    if (caps.checkouts_per_day > 0 && sale_.member->checkouts_today >= caps.checkouts_per_day)
      narrow(0, AwardCap::checkouts_per_day);
    if (caps.per_checkout.value() > 0) narrow(caps.per_checkout.value(), AwardCap::per_checkout);
    if (caps.per_day.value() > 0) narrow(caps.per_day.value() - one.today, AwardCap::per_day);
    const auto cut = [&](I& points) {
      const I kept = std::min(points, room);
      if (kept < points) {
        wallet.capped_points += Points{points - kept};
        wallet.cap = by;
      }
      room -= kept;
      points = kept;
    };
    cut(outcome.base_points[one.name]);
    Selection left;
    for (const Offer* offer : best) {
      if (kind_of(*offer) == Kind::points && offer->wallet == one.name) {
        cut(outcome.points[offer]);
        if (outcome.points[offer] == 0) {
          capped_.insert(offer);
          continue;
        }
      }
      left.push_back(offer);
    }
    best = left;
  }
}

}  // namespace kazasu::brute_force
