#pragma once

#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::pricing {

/// What holds for every quote: units sum to lines, lines to the basket, discounts to adjustments, awards to the total.
bool conserves(const Quote& quote, TaxMode mode);

}  // namespace kazasu::pricing
