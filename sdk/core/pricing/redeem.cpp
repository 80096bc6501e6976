// pricing.md, section 3: Redeem.
#include "pricing/redeem.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {
namespace {

/// How many of `requested` points of the wallet pay, when `rest` is to be paid.
Int usable_points(const SaleFacts& facts, const WalletFacts& wallet, Int requested, Int rest) {
  const Int point_value = wallet.redeem->point_value.value();
  if (facts.member == nullptr || point_value == 0) return 0;
  const Int unit = std::max<Int>(wallet.redeem->unit.value(), 1);
  const Int most = std::min({requested, wallet.balance, rest / point_value});
  const Int usable = std::max<Int>(most, 0) / unit * unit;
  return usable < wallet.redeem->minimum.value() ? 0 : usable;
}

}  // namespace

void Redemption::prepare(const SaleFacts& facts, Int total) {
  usable.assign(facts.wallets.size(), 0);
  value = 0;
  for (const Number number : facts.spend_order) {
    const WalletFacts& wallet = facts.wallets[number];
    usable[number] = usable_points(facts, wallet, wallet.requested, total - value);
    value += usable[number] * wallet.redeem->point_value.value();
  }
}

Int Redemption::redeemable(const SaleFacts& facts, Number number, Int total) const {
  const WalletFacts& wallet = facts.wallets[number];
  const Int others = value - usable[number] * wallet.redeem->point_value.value();
  return usable_points(facts, wallet, std::numeric_limits<Int>::max(), total - others);
}

}  // namespace kazasu::pricing
