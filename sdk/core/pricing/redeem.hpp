#pragma once

#include "kazasu/values/member_view.hpp"
#include "kazasu/values/program.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {

/// How many of `requested` points pay (pricing.md, section 3: Redeem). `member` null: no member.
Int usable_points(const RedeemRules& rules, const MemberView* member, Int requested, Int total);

}  // namespace kazasu::pricing
