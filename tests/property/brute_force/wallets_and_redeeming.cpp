#include "brute_force/sum.hpp"

#include <algorithm>

namespace kazasu::brute_force {

std::vector<Purse> Sum::purses() const {
  std::vector<Purse> all{{"", &program_.award, &program_.redeem}};
  for (const Wallet& one : program_.wallets) all.push_back({one.wallet, &one.award, &one.redeem});
  all[0].wish = sale_.basket.redeem_points.value();
  for (Purse& one : all) {
    for (const WalletSpend& spend : sale_.basket.spend) {
      if (spend.wallet == one.name) one.wish = spend.points.value();
    }
    if (!sale_.member) continue;
    if (one.name.empty()) {
      one.balance = sale_.member->balance.value();
      one.today = sale_.member->awarded_today.value();
    }
    for (const MemberWallet& held : sale_.member->wallets) {
      if (held.wallet != one.name) continue;
      one.balance = held.balance.value();
      one.today = held.awarded_today.value();
    }
  }
  return all;
}

const Purse Sum::purse(const std::string& name) const {
  for (const Purse& one : purses()) {
    if (one.name == name) return one;
  }
  return {};
}

/// What points pay, but for one wallet.
I Sum::value_of(const Outcome& outcome, const std::string& but) const {
  I value = 0;
  for (const auto& [name, points] : outcome.usable) {
    if (name != but) value += points * purse(name).redeem->point_value.value();
  }
  return value;
}

I Sum::usable(const Purse& purse, I wish, I total) const {
  const RedeemRules& rules = *purse.redeem;
  if (!sale_.member || rules.point_value.value() == 0) return 0;
  const I unit = rules.unit.value() == 0 ? 1 : rules.unit.value();
  const I most = std::min({wish, purse.balance, total / rules.point_value.value()});
  I points = 0;
  if (most > 0) points = most - most % unit;
  return points < rules.minimum.value() ? 0 : points;
}

void Sum::redeem(Outcome& outcome) const {
  std::vector<std::string> order;
  if (sale_.basket.redeem_points.value() > 0) order.emplace_back();
  for (const WalletSpend& spend : sale_.basket.spend) order.push_back(spend.wallet);
  for (const Purse& one : purses()) outcome.usable[one.name] = 0;
  for (const std::string& name : order) {
    const I rest = outcome.total - value_of(outcome);
    outcome.usable[name] = usable(purse(name), purse(name).wish, rest);
  }
}

}  // namespace kazasu::brute_force
