#pragma once

#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::pricing {

/// What holds for every quote: units sum to lines, lines to the basket, discounts to adjustments, awards to the totals
/// of their wallets, and what is due is the total less what points pay. Checked at every quote, in every build.
bool conserves(const Quote& quote, const Program& program);

}  // namespace kazasu::pricing
