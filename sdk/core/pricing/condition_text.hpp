#pragma once

#include <string>

#include "pricing/condition.hpp"

namespace kazasu::pricing {

/// What the failing field asked for and what it met, for people. Appends to the texts.
void describe_condition(ConditionField field, const Condition& when, const Sale& sale, const Moment& moment,
                        const FilterTotals& filtered, std::string& wanted, std::string& found);

}  // namespace kazasu::pricing
