// pricing.md, section 3: Redeem.
#include "pricing/redeem.hpp"

#include <algorithm>

namespace kazasu::pricing {

Int usable_points(const RedeemRules& rules, const MemberView* member, Int requested, Int total) {
  const Int point_value = rules.point_value.value();
  if (member == nullptr || point_value == 0) return 0;
  const Int unit = std::max<Int>(rules.unit.value(), 1);
  const Int most = std::min({requested, member->balance.value(), total / point_value});
  const Int usable = std::max<Int>(most, 0) / unit * unit;
  return usable < rules.minimum.value() ? 0 : usable;
}

}  // namespace kazasu::pricing
