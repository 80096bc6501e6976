#pragma once

#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"
#include "pricing/field_check.hpp"

namespace kazasu::pricing {

/// `validate(sale, program)` that allocates nothing while all is well and `duplicates` has been used before.
Fault check_sale(const Sale& sale, const Program& program, DuplicateFinder& duplicates);

}  // namespace kazasu::pricing
