#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pricing/basket_lines.hpp"
#include "pricing/offer_tables.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// The fields of CONDITION in the order in which a failing one is named (pricing.md, section 1).
enum class ConditionField : std::uint8_t {
  none,
  valid_from,
  valid_to,
  weekdays,
  days_of_month,
  hours,
  companies,
  stores,
  tenders,
  ranks,
  segments_any,
  segments_all,
  birthday_month,
  first_visit,
  min_assurance,
  min_amount,
  min_quantity,
};

std::string_view name_of(ConditionField field);

/// `hours`: whether a wall clock of `minutes` since midnight lies in one of the windows; no windows ask nothing.
bool in_hours(const OfferTables& tables, Range windows, std::int32_t minutes);

/// The first field that does not hold, or none. `filtered` is what the lines of the offer's filter sum to.
ConditionField first_failing(const OfferTables& tables, const CompiledCondition& condition, const SaleFacts& facts,
                             const FilterTotals& filtered);

}  // namespace kazasu::pricing
