#include "kazasu/drivers/scan/in_store_label.hpp"

#include <array>
#include <vector>

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/check_digit.hpp"

namespace kazasu::drivers {
namespace {

// Products per digit 0 to 9, "weighted" as GS1 General Specifications 7.9 names them.
using Products = std::array<int, 10>;
constexpr Products kTwoMinus{0, 2, 4, 6, 8, 9, 1, 3, 5, 7};
constexpr Products kThree{0, 3, 6, 9, 2, 5, 8, 1, 4, 7};
constexpr Products kFivePlus{0, 5, 1, 6, 2, 7, 3, 8, 4, 9};
constexpr Products kFiveMinus{0, 5, 9, 4, 8, 3, 7, 2, 6, 1};

template <std::size_t kDigits>
int weighted_sum(std::string_view price, const std::array<const Products*, kDigits>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < kDigits; ++i) sum += (*weights[i])[static_cast<std::size_t>(price[i] - '0')];
  return sum;
}

struct Field {
  char letter;
  std::size_t digits;
};

Error bad_format(std::string_view format) {
  return {
      ErrorCode::configuration_invalid,
      "bad_format: in-store label \"" + std::string{format} +
          "\": write a count and F, I, V, P or W for each field, each once, as in 2F5I1V4P, with at most 9 digits; V "
          "has one digit and a price of 4 or 5"};
}

Result<std::vector<Field>> parse_format(std::string_view format) {
  constexpr std::string_view letters = "FIVPW";
  std::vector<Field> fields;
  std::string seen;
  std::size_t price_digits = 0;
  for (std::size_t at = 0; at < format.size(); at += 2) {
    if (at + 1 >= format.size() || format[at] < '1' || format[at] > '9' || fields.size() == letters.size() ||
        letters.find(format[at + 1]) == std::string_view::npos || seen.find(format[at + 1]) != std::string::npos)
      return bad_format(format);
    seen += format[at + 1];
    fields.push_back({format[at + 1], static_cast<std::size_t>(format[at] - '0')});
    if (format[at + 1] == 'P') price_digits = fields.back().digits;
    if (format[at + 1] == 'V' && fields.back().digits != 1) return bad_format(format);
  }
  const bool verified = seen.find('V') != std::string::npos;
  if (fields.empty() || (verified && price_digits != 4 && price_digits != 5)) return bad_format(format);
  return fields;
}

std::size_t digits_of(const std::vector<Field>& fields) {
  std::size_t digits = 1;  // the check digit
  for (const Field& field : fields) digits += field.digits;
  return digits;
}

}  // namespace

std::optional<char> price_verifier(std::string_view price) {
  if (!all_digits(price)) return std::nullopt;
  if (price.size() == 4) {
    const int sum = weighted_sum<4>(price, {&kTwoMinus, &kTwoMinus, &kThree, &kFiveMinus});
    return static_cast<char>('0' + sum * 3 % 10);
  }
  if (price.size() != 5) return std::nullopt;
  const int wanted =
      (10 - weighted_sum<5>(price, {&kFivePlus, &kTwoMinus, &kFiveMinus, &kFivePlus, &kTwoMinus}) % 10) % 10;
  const auto digit = std::find(kFiveMinus.begin(), kFiveMinus.end(), wanted);
  return static_cast<char>('0' + (digit - kFiveMinus.begin()));
}

Result<std::size_t> in_store_label_digits(std::string_view format) {
  const auto fields = parse_format(format);
  if (!fields) return fields.error();
  return digits_of(*fields);
}

Result<InStoreLabel> parse_in_store_label(std::string_view data, std::string_view format) {
  const auto fields = parse_format(format);
  if (!fields) return fields.error();
  if (!all_digits(data)) return scan_error(ScanFault::non_digit, "a label holds digits only");
  if (data.size() != digits_of(*fields)) {
    return scan_error(ScanFault::bad_length,
                      std::to_string(data.size()) + " digits; the format has " + std::to_string(digits_of(*fields)));
  }
  if (!passes_check(CheckScheme::m10w3, data))
    return scan_error(ScanFault::bad_check_digit, "the last digit does not fit the others");
  InStoreLabel label;
  std::string item_code;
  std::string_view price;
  std::size_t at = 0;
  for (const Field& field : *fields) {
    const std::string_view digits = data.substr(at, field.digits);
    at += field.digits;
    const bool varies = field.letter != 'F' && field.letter != 'I';
    item_code += varies ? std::string(field.digits, '0') : std::string{digits};
    if (field.letter == 'F') label.flag = digits;
    if (field.letter == 'I') label.item = digits;
    if (field.letter == 'V') label.verifier = digits[0];
    if (field.letter == 'W') label.weight = static_cast<std::int32_t>(number_of(digits));
    if (field.letter == 'P') {
      price = digits;
      label.price = static_cast<std::int32_t>(number_of(digits));
    }
  }
  if (label.verifier) label.verifier_ok = price_verifier(price) == label.verifier;
  item_code += gs1_check_digit(item_code);
  label.item_gtin14 = gtin14_of(item_code).value_or("");
  return label;
}

}  // namespace kazasu::drivers
