#include "pricing/redeem.hpp"

#include <algorithm>

namespace kazasu::pricing {

std::int64_t usable_points(const RedeemRules& rules, const std::optional<MemberView>& member, std::int64_t requested, std::int64_t total) {
  const std::int64_t point_value = rules.point_value.value();
  if (!member || point_value == 0) return 0;
  const std::int64_t unit = std::max<std::int64_t>(rules.unit.value(), 1);
  const std::int64_t most = std::min({requested, member->balance.value(), total / point_value});
  const std::int64_t usable = std::max<std::int64_t>(most, 0) / unit * unit;
  return usable < rules.minimum.value() ? 0 : usable;
}

}  // namespace kazasu::pricing
