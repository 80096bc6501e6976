#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::drivers {

/// An application identifier and its value.
struct Gs1Element {
  std::string ai;     ///< "01", "3103"
  std::string value;  ///< checked: length, characters, check digit, date, …

  friend bool operator==(const Gs1Element&, const Gs1Element&) = default;
};

/// Takes the data of a GS1 symbol apart (GS1 General Specifications 7.8; GS1 Barcode Syntax Dictionary). A GS in front
/// and behind any value is passed over. A GS that a scanner lost cannot be seen: the value then swallows what follows.
/// Fails: `scan_invalid` with empty, unknown_ai, empty_value, bad_length, bad_character, bad_check_digit, bad_date,
/// bad_time, bad_value or a coupon's fault, naming the AI; `scan_too_long` beyond 32 elements or 8192 bytes.
Result<std::vector<Gs1Element>> parse_gs1_elements(std::string_view data);

/// Elements that do not go together. Warnings only: what is missing may be on another symbol of the same pack.
struct Gs1AssociationProblem {
  enum class Kind {
    needs_another,         ///< the AI stands only with others, of which none is there
    excludes,              ///< another AI that is there forbids it
    repeated_differently,  ///< it comes twice with different values
  };
  std::string ai;
  Kind kind = Kind::needs_another;
};
/// `requires`, `excludes`, `repeated_differently`
std::string_view name_of(Gs1AssociationProblem::Kind kind);
std::vector<Gs1AssociationProblem> gs1_association_problems(std::span<const Gs1Element> elements);

/// A number with decimals, as the AI's last digit says: 1500 with 3 decimals is 1.500.
struct Gs1Decimal {
  std::int64_t digits = 0;
  unsigned decimals = 0;

  friend bool operator==(const Gs1Decimal&, const Gs1Decimal&) = default;
};

/// What a till asks of a product's elements.
struct Gs1Product {
  std::string gtin14;                       ///< AI 01, "" if there is none
  std::string lot;                          ///< AI 10
  std::string serial;                       ///< AI 21
  std::optional<Date> expires;              ///< AI 17; a day of 00 is the month's last
  std::optional<Date> best_before;          ///< AI 15
  std::optional<Date> sell_by;              ///< AI 16
  std::optional<Gs1Decimal> price;          ///< AI 392n in the till's currency, 393n in `price_currency`
  std::optional<unsigned> price_currency;   ///< ISO 4217 number, as 392 for JPY
  std::optional<Gs1Decimal> net_weight_kg;  ///< AI 310n
  std::optional<std::int64_t> count;        ///< AI 30
};

/// `today` decides the century of two-digit years (GS1 General Specifications 7.12): from 49 years back to 50 ahead.
Gs1Product gs1_product(std::span<const Gs1Element> elements, Date today);

/// The date of six digits YYMMDD, as `gs1_product` reads it; nothing for what is no date.
std::optional<Date> gs1_date(std::string_view yymmdd, Date today);

}  // namespace kazasu::drivers
