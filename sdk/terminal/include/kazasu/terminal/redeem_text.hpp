#pragma once

#include <string>
#include <string_view>

#include "kazasu/terminal/member_summary.hpp"
#include "kazasu/values/error.hpp"

namespace kazasu {

/// One sentence for staff on what redeeming means now.
std::string_view standing_text(RedeemStanding standing, Language language);

/// For staff when a member is identified: how many points of the program's own wallet stand where, as in
/// "Safe now: 600 · at the shop's risk: 400 · needs the network: 200". What there is none of is left out; "" without
/// points.
std::string redeem_text(const MemberSummary& member, Language language);

}  // namespace kazasu
