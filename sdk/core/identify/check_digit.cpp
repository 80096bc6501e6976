#include "kazasu/identify/check_digit.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kazasu {
namespace {

constexpr std::size_t kNumberMax = 64;
constexpr std::string_view kCode39Characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

constexpr std::array<std::pair<std::string_view, CheckScheme>, 12> kNames{{{"none", CheckScheme::none},
                                                                           {"m10w3", CheckScheme::m10w3},
                                                                           {"luhn", CheckScheme::luhn},
                                                                           {"m10w21", CheckScheme::m10w21},
                                                                           {"7dr", CheckScheme::dr7},
                                                                           {"7dsr", CheckScheme::dsr7},
                                                                           {"9dr", CheckScheme::dr9},
                                                                           {"9dsr", CheckScheme::dsr9},
                                                                           {"mod11", CheckScheme::mod11},
                                                                           {"mod16", CheckScheme::mod16},
                                                                           {"isbn10", CheckScheme::isbn10},
                                                                           {"mod43", CheckScheme::mod43}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}
int value_of(char digit) {
  return digit - '0';
}
char digit_of(int value) {
  return static_cast<char>('0' + value);
}

/// Weights `first` and 1 alternate from the right; modulo 10.
char modulo_10(std::string_view number, int first, bool split_products) {
  int sum = 0;
  bool heavy = true;
  for (auto digit = number.rbegin(); digit != number.rend(); ++digit, heavy = !heavy) {
    const int product = value_of(*digit) * (heavy ? first : 1);
    sum += split_products ? product / 10 + product % 10 : product;
  }
  return digit_of((10 - sum % 10) % 10);
}

/// The whole number modulo 7 or 9, digit by digit: it may be longer than an integer.
int remainder_of(std::string_view number, int modulus) {
  int remainder = 0;
  for (const char digit : number) remainder = (remainder * 10 + value_of(digit)) % modulus;
  return remainder;
}

std::optional<char> isbn_10(std::string_view number) {
  if (number.size() != 9) return std::nullopt;
  int sum = 0;
  int weight = 10;
  for (const char digit : number) sum += value_of(digit) * weight--;
  const int check = (11 - sum % 11) % 11;
  return check == 10 ? 'X' : digit_of(check);
}

std::optional<char> modulo_43(std::string_view text) {
  std::size_t sum = 0;
  for (const char c : text) {
    const std::size_t value = kCode39Characters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    sum += value;
  }
  return kCode39Characters[sum % kCode39Characters.size()];
}

}  // namespace

std::string_view name_of(CheckScheme scheme) {
  const auto row = std::find_if(kNames.begin(), kNames.end(), [&](const auto& each) { return each.second == scheme; });
  return row == kNames.end() ? std::string_view{} : row->first;
}

std::optional<CheckScheme> check_scheme_of(std::string_view name) {
  const auto row = std::find_if(kNames.begin(), kNames.end(), [&](const auto& each) { return each.first == name; });
  if (row == kNames.end()) return std::nullopt;
  return row->second;
}

std::optional<char> check_digit(CheckScheme scheme, std::string_view number) {
  if (number.empty() || number.size() > kNumberMax) return std::nullopt;
  if (scheme == CheckScheme::mod43) return modulo_43(number);
  if (scheme == CheckScheme::mod11) return check_digit(Modulus11{}, number);
  if (!all_digits(number)) return std::nullopt;
  switch (scheme) {
    case CheckScheme::m10w3: return modulo_10(number, 3, false);
    case CheckScheme::luhn: return modulo_10(number, 2, true);
    case CheckScheme::m10w21: return modulo_10(number, 2, false);
    case CheckScheme::dr7: return digit_of(remainder_of(number, 7));
    case CheckScheme::dsr7: return digit_of(7 - remainder_of(number, 7));
    case CheckScheme::dr9: return digit_of(remainder_of(number, 9));
    case CheckScheme::dsr9: return digit_of(9 - remainder_of(number, 9));
    case CheckScheme::isbn10: return isbn_10(number);
    default: return std::nullopt;
  }
}

std::optional<char> check_digit(const Modulus11& rule, std::string_view number) {
  if (number.empty() || number.size() > kNumberMax || rule.weights.empty()) return std::nullopt;
  int sum = 0;
  std::size_t place = 0;
  for (auto c = number.rbegin(); c != number.rend(); ++c, ++place) {
    if (is_digit(*c)) sum += value_of(*c) * rule.weights[place % rule.weights.size()];
  }
  const int check = 11 - sum % 11;
  return check == 11 ? '0' : check == 10 ? rule.ten : digit_of(check);
}

bool passes_check(CheckScheme scheme, std::string_view number) {
  if (scheme == CheckScheme::none) return true;
  if (number.size() < 2) return false;
  return check_digit(scheme, number.substr(0, number.size() - 1)) == number.back();
}

bool passes_check(const Modulus11& rule, std::string_view number) {
  return number.size() >= 2 && check_digit(rule, number.substr(0, number.size() - 1)) == number.back();
}

}  // namespace kazasu
