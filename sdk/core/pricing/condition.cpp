// pricing.md, section 1: CONDITION.
#include "pricing/condition.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

/// An empty list asks nothing.
bool lists(const OfferTables& tables, Range list, Number name) {
  if (list.empty()) return true;
  const auto begin = tables.names.begin() + list.begin;
  const auto end = tables.names.begin() + list.end;
  return name != kNone && std::find(begin, end, name) != end;
}

bool has_any(const OfferTables& tables, Range masks, const std::vector<std::uint64_t>& segments) {
  return std::any_of(tables.segment_masks.begin() + masks.begin, tables.segment_masks.begin() + masks.end,
                     [&](SegmentMask mask) { return (segments[mask.word] & mask.bits) != 0; });
}

bool has_all(const OfferTables& tables, Range masks, const std::vector<std::uint64_t>& segments) {
  return std::all_of(tables.segment_masks.begin() + masks.begin, tables.segment_masks.begin() + masks.end,
                     [&](SegmentMask mask) { return (segments[mask.word] & mask.bits) == mask.bits; });
}

ConditionField first_failing_of_time(const OfferTables& tables, const CompiledCondition& condition,
                                     const Moment& moment) {
  if (moment.business_day < condition.from_day) return ConditionField::valid_from;
  if (moment.business_day > condition.to_day) return ConditionField::valid_to;
  if ((condition.weekdays & moment.weekday_bit) == 0) return ConditionField::weekdays;
  if ((condition.month_days & moment.month_day_bit) == 0) return ConditionField::days_of_month;
  if (!in_hours(tables, condition.hours, moment.minutes)) return ConditionField::hours;
  return ConditionField::none;
}

/// Any condition on the member is false without a member.
ConditionField first_failing_of_member(const OfferTables& tables, const CompiledCondition& condition,
                                       const SaleFacts& facts) {
  const MemberView* member = facts.member;
  if (!condition.ranks.empty() && (member == nullptr || !lists(tables, condition.ranks, facts.rank))) {
    return ConditionField::ranks;
  }
  if (!condition.segments_any.empty() &&
      (member == nullptr || !has_any(tables, condition.segments_any, facts.segments))) {
    return ConditionField::segments_any;
  }
  if (condition.rare_lists && !condition.segments_all.empty() &&
      (member == nullptr || !has_all(tables, condition.segments_all, facts.segments))) {
    return ConditionField::segments_all;
  }
  if (condition.birthday_month &&
      (member == nullptr || !member->birthday || member->birthday->month != facts.moment.month)) {
    return ConditionField::birthday_month;
  }
  if (condition.first_visit && (member == nullptr || !member->first_visit)) return ConditionField::first_visit;
  if (condition.min_assurance >= 0 &&
      (member == nullptr || static_cast<int>(member->assurance) < condition.min_assurance)) {
    return ConditionField::min_assurance;
  }
  return ConditionField::none;
}

}  // namespace

std::string_view name_of(ConditionField field) {
  switch (field) {
    case ConditionField::none: return "";
    case ConditionField::valid_from: return "valid_from";
    case ConditionField::valid_to: return "valid_to";
    case ConditionField::weekdays: return "weekdays";
    case ConditionField::days_of_month: return "days_of_month";
    case ConditionField::hours: return "hours";
    case ConditionField::companies: return "companies";
    case ConditionField::stores: return "stores";
    case ConditionField::tenders: return "tenders";
    case ConditionField::ranks: return "ranks";
    case ConditionField::segments_any: return "segments_any";
    case ConditionField::segments_all: return "segments_all";
    case ConditionField::birthday_month: return "birthday_month";
    case ConditionField::first_visit: return "first_visit";
    case ConditionField::min_assurance: return "min_assurance";
    case ConditionField::min_amount: return "min_amount";
    case ConditionField::min_quantity: return "min_quantity";
  }
  return "";
}

bool in_hours(const OfferTables& tables, Range windows, std::int32_t minutes) {
  if (windows.empty()) return true;
  return std::any_of(tables.hours.begin() + windows.begin, tables.hours.begin() + windows.end,
                     [&](const HourWindow& window) {
                       const bool after_start = minutes >= window.from.minutes;
                       const bool before_end = minutes < window.to.minutes;
                       return window.from < window.to ? after_start && before_end : after_start || before_end;
                     });
}

ConditionField first_failing(const OfferTables& tables, const CompiledCondition& condition, const SaleFacts& facts,
                             const FilterTotals& filtered) {
  if (const auto field = first_failing_of_time(tables, condition, facts.moment); field != ConditionField::none) {
    return field;
  }
  if (condition.rare_lists) {
    if (!lists(tables, condition.companies, facts.company)) return ConditionField::companies;
    if (!lists(tables, condition.stores, facts.store)) return ConditionField::stores;
    if (!lists(tables, condition.tenders, facts.tender)) return ConditionField::tenders;
  }
  if (const auto field = first_failing_of_member(tables, condition, facts); field != ConditionField::none) {
    return field;
  }
  if (filtered.amount < condition.min_amount) return ConditionField::min_amount;
  if (filtered.quantity < condition.min_quantity) return ConditionField::min_quantity;
  return ConditionField::none;
}

}  // namespace kazasu::pricing
