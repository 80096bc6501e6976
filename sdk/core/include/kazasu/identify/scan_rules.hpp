#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/identify/check_digit.hpp"

/// What a chain or program says of its own codes: no standard does.
namespace kazasu {

/// A program's member numbers.
struct MemberNumberRule {
  std::string name;                       ///< "house_card"; "" for none
  std::vector<std::size_t> lengths;       ///< digits, with the check digit; empty: 5 to 20
  std::string prefix;                     ///< "" for any
  CheckScheme check = CheckScheme::none;  ///< mod16 for NW-7 with start and stop only
  Modulus11 modulus_11;                   ///< where `check` is mod11: how this program counts it
  bool drop_separators = false;           ///< spaces and hyphens are no part of the number
};

/// The member number in a scan's text, if it is one of this rule: without NW-7's start and stop, without separators if
/// the rule says so, full-width digits (UTF-8) as plain ones. A number whose check digit is wrong is a misread and
/// none.
std::optional<std::string> member_number_in(std::string_view text, const MemberNumberRule& rule);

/// A chain's layout of price labels that it prints itself (NON-PLU).
struct InStoreLabelRule {
  std::string prefix;  ///< "02", "21"
  /// A count and a letter for each field, F flag, I item, V price verifier, P price, W weight, as in 2F5I1V4P; the
  /// check digit comes last.
  std::string format;
  /// Of a weight: how much of it the catalog's unit price is for, as the label counts (100: grams, and yen per 100 g).
  std::int64_t price_per = 100;
};

/// One payment service's one-time codes: digits within a range of prefixes.
struct PaymentCodeRule {
  std::string service;  ///< "paypay"
  std::size_t digits_min = 0;
  std::size_t digits_max = 0;
  std::string prefix_low;   ///< the first digits, from this …
  std::string prefix_high;  ///< … to this: equally long
  std::string ending;       ///< the last characters: digits, or `.` for any; "" for no rule
};

/// All of a terminal's but its member numbers, which are identification methods.
struct ScanRules {
  std::vector<InStoreLabelRule> in_store_labels;
  std::vector<PaymentCodeRule> payment_codes;  ///< before the known ones
  bool known_payment_codes = true;             ///< those of kazasu/drivers/scan/payment_code.hpp too
};

}  // namespace kazasu
