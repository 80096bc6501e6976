#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/member_view.hpp"
#include "kazasu/values/program.hpp"

namespace kazasu::pricing {

/// How many of `requested` points pay (pricing.md, section 3: Redeem).
std::int64_t usable_points(const RedeemRules& rules, const std::optional<MemberView>& member, std::int64_t requested, std::int64_t total);

}  // namespace kazasu::pricing
