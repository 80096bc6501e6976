#include "pricing/condition_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace kazasu::pricing {
namespace {

void append(std::string& text, Int number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

void append(std::string& text, std::string_view more) {
  text.append(more);
}

template <class Items, class AppendOne>
void append_list(std::string& text, const Items& items, AppendOne append_one) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) text += ", ";
    first = false;
    append_one(item);
  }
}

void append_names(std::string& text, const std::vector<std::string>& names) {
  append_list(text, names, [&](const std::string& name) { append(text, name); });
}

std::string_view name_of(std::chrono::weekday weekday) {
  constexpr std::array<std::string_view, 7> kNames{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
  return kNames[weekday.c_encoding() % kNames.size()];
}

std::string_view name_of(Assurance assurance) {
  switch (assurance) {
    case Assurance::claimed: return "CLAIMED";
    case Assurance::fresh: return "FRESH";
    case Assurance::authenticated: return "AUTHENTICATED";
  }
  return "";
}

void describe_time(ConditionField field, const Condition& when, const Moment& moment, std::string& wanted,
                   std::string& found) {
  switch (field) {
    case ConditionField::valid_from:
      append(wanted, format_date(*when.valid_from));
      append(found, format_date(moment.business_date));
      return;
    case ConditionField::valid_to:
      append(wanted, format_date(*when.valid_to));
      append(found, format_date(moment.business_date));
      return;
    case ConditionField::weekdays:
      append_list(wanted, when.weekdays, [&](std::chrono::weekday day) { append(wanted, name_of(day)); });
      append(found, name_of(std::chrono::weekday{std::chrono::sys_days{moment.business_date}}));
      return;
    case ConditionField::days_of_month:
      append_list(wanted, when.days_of_month, [&](std::int32_t day) { append(wanted, Int{day}); });
      append(found, static_cast<Int>(static_cast<unsigned>(moment.business_date.day())));
      return;
    default:  // hours
      append_list(wanted, when.hours, [&](const HourWindow& window) {
        append(wanted, format_time_of_day(window.from));
        append(wanted, "–");
        append(wanted, format_time_of_day(window.to));
      });
      append(found, format_time_of_day({moment.minutes}));
      return;
  }
}

void describe_member(ConditionField field, const MemberView& member, std::string& found) {
  switch (field) {
    case ConditionField::ranks: append(found, member.rank); return;
    case ConditionField::segments_any:
    case ConditionField::segments_all: append_names(found, member.segments); return;
    case ConditionField::birthday_month:
      if (member.birthday) {
        append(found, Int{member.birthday->month});
      } else {
        append(found, "unknown");
      }
      return;
    case ConditionField::first_visit: append(found, "has visited before"); return;
    default: append(found, name_of(member.assurance)); return;
  }
}

void describe_wanted_member(ConditionField field, const Condition& when, const Moment& moment, std::string& wanted) {
  switch (field) {
    case ConditionField::ranks: return append_names(wanted, when.ranks);
    case ConditionField::segments_any: return append_names(wanted, when.segments_any);
    case ConditionField::segments_all: return append_names(wanted, when.segments_all);
    case ConditionField::birthday_month: return append(wanted, Int{moment.month});
    case ConditionField::first_visit: return append(wanted, "first visit");
    default: return append(wanted, name_of(*when.min_assurance));
  }
}

}  // namespace

void describe_condition(ConditionField field, const Condition& when, const Sale& sale, const Moment& moment,
                        const FilterTotals& filtered, std::string& wanted, std::string& found) {
  switch (field) {
    case ConditionField::none: return;
    case ConditionField::valid_from:
    case ConditionField::valid_to:
    case ConditionField::weekdays:
    case ConditionField::days_of_month:
    case ConditionField::hours: return describe_time(field, when, moment, wanted, found);
    case ConditionField::companies: append_names(wanted, when.companies); return append(found, sale.basket.company);
    case ConditionField::stores: append_names(wanted, when.stores); return append(found, sale.basket.store);
    case ConditionField::tenders: append_names(wanted, when.tenders); return append(found, sale.basket.tender);
    case ConditionField::min_amount: append(wanted, when.min_amount.value()); return append(found, filtered.amount);
    case ConditionField::min_quantity: append(wanted, when.min_quantity); return append(found, filtered.quantity);
    default:
      describe_wanted_member(field, when, moment, wanted);
      if (!sale.member) return append(found, "no member");
      return describe_member(field, *sale.member, found);
  }
}

}  // namespace kazasu::pricing
