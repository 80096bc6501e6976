#include "kazasu/drivers/scan/retail.hpp"

#include <algorithm>
#include <array>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/check_digit.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kGtinDigits = 14;

struct Prefixes {
  int low, high;  ///< the first three of thirteen digits
  RetailKind kind;
};

// GS1 prefixes; what is not here is a product. 979-0 is music, the rest of 979 books.
constexpr std::array kPrefixes{
    Prefixes{20, 29, RetailKind::restricted},       Prefixes{40, 49, RetailKind::restricted},
    Prefixes{50, 59, RetailKind::reserved_us},      Prefixes{140, 190, RetailKind::unallotted},
    Prefixes{191, 192, RetailKind::book_price_jp},  Prefixes{193, 199, RetailKind::unallotted},
    Prefixes{200, 299, RetailKind::restricted},     Prefixes{491, 491, RetailKind::magazine_jp},
    Prefixes{977, 977, RetailKind::periodical},     Prefixes{978, 979, RetailKind::book},
    Prefixes{980, 980, RetailKind::refund_receipt}, Prefixes{981, 984, RetailKind::coupon_common_currency},
    Prefixes{990, 999, RetailKind::coupon},
};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool length_fits(RetailScheme scheme, std::string_view digits) {
  switch (scheme) {
    case RetailScheme::ean13: return digits.size() == 13;
    case RetailScheme::ean8: return digits.size() == 8;
    case RetailScheme::upca: return digits.size() == 12 || (digits.size() == 13 && digits.front() == '0');
    case RetailScheme::gtin14: return digits.size() == 14;
  }
  return false;
}

RetailKind kind_of_13(std::string_view digits) {
  if (digits.starts_with("00000")) return RetailKind::padded_gtin8;
  if (digits.starts_with("9790")) return RetailKind::music;
  const int prefix = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  for (const Prefixes& row : kPrefixes) {
    if (prefix >= row.low && prefix <= row.high) return row.kind;
  }
  return RetailKind::product;
}

RetailKind kind_of(std::string_view gtin14, RetailScheme scheme) {
  if (scheme == RetailScheme::ean8) {
    const char first = gtin14[kGtinDigits - 8];
    return first == '0' || first == '2' ? RetailKind::restricted : RetailKind::product;
  }
  if (gtin14.front() == '9') return RetailKind::trade_item_variable;
  if (gtin14.front() != '0') return RetailKind::trade_item_grouping;
  if (scheme == RetailScheme::upca) {
    const RetailKind kind = kind_of_13(gtin14.substr(1));
    return kind == RetailKind::padded_gtin8 ? RetailKind::product : kind;
  }
  return kind_of_13(gtin14.substr(1));
}

/// UPC-E's six digits spread over the ten of UPC-A (GS1 General Specifications, zero suppression).
std::string spread(std::string_view six) {
  const std::string head{six.substr(0, 2)};
  switch (six[5]) {
    case '0':
    case '1':
    case '2': return head + six[5] + "0000" + std::string{six.substr(2, 3)};
    case '3': return std::string{six.substr(0, 3)} + "00000" + std::string{six.substr(3, 2)};
    case '4': return std::string{six.substr(0, 4)} + "00000" + six[4];
    default: return std::string{six.substr(0, 5)} + "0000" + six[5];
  }
}

bool is_main_symbol(std::string_view digits) {
  return passes_check(CheckScheme::m10w3, digits) || (digits.size() == 8 && expand_upc_e(digits));
}

}  // namespace

char gs1_check_digit(std::string_view digits) {
  return check_digit(CheckScheme::m10w3, digits).value_or('0');
}

std::optional<std::string> gtin14_of(std::string_view digits) {
  const bool fits = digits.size() == 8 || (digits.size() >= 12 && digits.size() <= kGtinDigits);
  if (!fits || !passes_check(CheckScheme::m10w3, digits) || !all_digits(digits)) return std::nullopt;
  return std::string(kGtinDigits - digits.size(), '0') + std::string{digits};
}

std::string_view name_of(RetailKind kind) {
  switch (kind) {
    case RetailKind::product: return "product";
    case RetailKind::trade_item_grouping: return "trade_item_grouping";
    case RetailKind::trade_item_variable: return "trade_item_variable";
    case RetailKind::book: return "book";
    case RetailKind::music: return "music";
    case RetailKind::periodical: return "periodical";
    case RetailKind::magazine_jp: return "magazine_jp";
    case RetailKind::book_price_jp: return "book_price_jp";
    case RetailKind::restricted: return "restricted";
    case RetailKind::refund_receipt: return "refund_receipt";
    case RetailKind::coupon_common_currency: return "coupon_common_currency";
    case RetailKind::coupon: return "coupon";
    case RetailKind::reserved_us: return "reserved_us";
    case RetailKind::padded_gtin8: return "padded_gtin8";
    case RetailKind::unallotted: return "unallotted";
  }
  return "";
}

Result<RetailNumber> parse_retail_number(std::string_view text, RetailScheme scheme) {
  if (!all_digits(text)) return scan_error(ScanFault::non_digit, "a retail number holds digits only");
  if (!length_fits(scheme, text)) {
    return scan_error(ScanFault::bad_length, std::to_string(text.size()) + " digits do not fit the kind of code");
  }
  const auto gtin14 = gtin14_of(text);
  if (!gtin14) return scan_error(ScanFault::bad_check_digit, "the last digit does not fit the others");
  return RetailNumber{*gtin14, kind_of(*gtin14, scheme)};
}

Result<std::string> expand_upc_e(std::string_view digits) {
  if (!all_digits(digits)) return scan_error(ScanFault::non_digit, "UPC-E holds digits only");
  if (digits.size() < 6 || digits.size() > 8) return scan_error(ScanFault::bad_length, "UPC-E has 6, 7 or 8 digits");
  const char number_system = digits.size() == 6 ? '0' : digits.front();
  if (number_system > '1') return scan_error(ScanFault::bad_number_system, "UPC-E has number system 0 or 1");
  const std::string_view six = digits.substr(digits.size() == 6 ? 0 : 1, 6);
  const std::string body = number_system + spread(six);
  const char check = gs1_check_digit(body);
  if (digits.size() == 8 && digits.back() != check) {
    return scan_error(ScanFault::bad_check_digit, "the last digit does not fit the expanded number");
  }
  return body + check;
}

Result<RetailAddOn> split_add_on(std::string_view data, std::string_view identifier) {
  std::string digits{data};
  std::erase(digits, ' ');
  if (!all_digits(digits)) return scan_error(ScanFault::non_digit, "a symbol with add-on holds digits only");
  if (identifier == "E1" || identifier == "E2") {
    const std::size_t wanted = identifier == "E1" ? 2 : 5;
    if (digits.size() != wanted)
      return scan_error(ScanFault::bad_length, "an add-on has 2 or 5 digits, as its identifier says");
    return RetailAddOn{std::nullopt, digits};
  }
  if (identifier != "E3") return scan_error(ScanFault::unknown_identifier, "add-ons come with E1, E2 or E3");
  // Lengths of the main symbol are 13, 12 and 8, so that each total has one reading.
  for (const std::size_t main : {13u, 12u, 8u}) {
    for (const std::size_t add_on : {5u, 2u}) {
      if (digits.size() != main + add_on) continue;
      if (!is_main_symbol(digits.substr(0, main))) {
        return scan_error(ScanFault::bad_check_digit,
                          "the main symbol's last digit does not fit: one may have been cut off");
      }
      return RetailAddOn{digits.substr(0, main), digits.substr(main)};
    }
  }
  return scan_error(ScanFault::bad_length,
                    "no main symbol with add-on has " + std::to_string(digits.size()) + " digits");
}

}  // namespace kazasu::drivers
