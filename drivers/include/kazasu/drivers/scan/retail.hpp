#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The GS1 check digit of `digits` (without one): weights 3, 1, 3 … from the right (GS1 General Specifications 7.9).
/// `digits` holds digits only.
char gs1_check_digit(std::string_view digits);

/// The normal form of a retail number: 8, 12, 13 or 14 digits with a right check digit, zero padded to a GTIN-14.
/// Eight digits are taken for EAN-8; UPC-E is `expand_upc_e`.
std::optional<std::string> gtin14_of(std::string_view digits);

/// How a retail number is written.
enum class RetailScheme {
  ean13,
  ean8,
  upca,    ///< 12 digits, or 13 with a leading zero
  gtin14,  ///< ITF-14
};

/// What a retail number stands for, by its prefix.
enum class RetailKind {
  product,
  trade_item_grouping,  ///< GTIN-14 with pack level 1 to 8
  trade_item_variable,  ///< GTIN-14 of variable measure
  book,
  music,
  periodical,
  magazine_jp,
  book_price_jp,  ///< second row of a Japanese book: never a product
  restricted,     ///< private to a region or company: price label, member card, …
  refund_receipt,
  coupon_common_currency,
  coupon,
  reserved_us,
  padded_gtin8,  ///< an EAN-8 that a decoder padded
  unallotted,    ///< a prefix that GS1 has given to nobody
};

/// `trade_item_grouping`
std::string_view name_of(RetailKind kind);

struct RetailNumber {
  std::string gtin14;  ///< compare products by this, never by the text that was scanned
  RetailKind kind = RetailKind::product;
};

/// Fails: `scan_invalid` with non_digit, bad_length, bad_check_digit.
Result<RetailNumber> parse_retail_number(std::string_view text, RetailScheme scheme);

/// The 12 digits of UPC-A for UPC-E as 6, 7 or 8 digits: without or with number system, without or with check digit.
/// Fails: `scan_invalid` with non_digit, bad_length, bad_number_system, bad_check_digit.
Result<std::string> expand_upc_e(std::string_view digits);

/// A main symbol and its 2 or 5 digit add-on, as a magazine's price.
struct RetailAddOn {
  std::optional<std::string> main;  ///< nothing if the add-on came as a message of its own
  std::string add_on;
};

/// Takes the data of AIM identifiers E1, E2 (add-on alone) and E3 (both, with or without a space between) apart.
/// Fails: `scan_invalid` with non_digit, bad_length, bad_check_digit; unknown_identifier for any other `identifier`.
Result<RetailAddOn> split_add_on(std::string_view data, std::string_view identifier);

}  // namespace kazasu::drivers
