#include "receipt/amount_text.hpp"

#include <algorithm>
#include <array>

namespace kazasu::receipt {
namespace {

// ISO 4217: currencies whose minor unit is not a hundredth.
constexpr std::array<std::string_view, 16> kNoDecimals{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                       "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kThreeDecimals{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

std::size_t decimals_of(std::string_view currency) {
  if (currency.empty() || std::find(kNoDecimals.begin(), kNoDecimals.end(), currency) != kNoDecimals.end()) return 0;
  return std::find(kThreeDecimals.begin(), kThreeDecimals.end(), currency) != kThreeDecimals.end() ? 3 : 2;
}

/// Digits without the sign; also of the smallest number, which has no positive counterpart.
std::string digits_of(std::int64_t number) {
  std::string text = std::to_string(number);
  return number < 0 ? text.substr(1) : text;
}

/// The text of a number without its sign, with the sign of `number`.
std::string signed_text(std::int64_t number, std::string_view text) {
  std::string whole;
  if (number < 0) whole.push_back('-');
  return whole.append(text);
}

std::string with_commas(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

/// `fraction` as the part behind the point of a number with `places` places, without zeros at its end.
std::string short_fraction(std::int64_t number, std::size_t places) {
  std::string digits = digits_of(number);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string text = digits.substr(0, digits.size() - places);
  std::string fraction = digits.substr(digits.size() - places);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) text.append(1, '.').append(fraction);
  return signed_text(number, text);
}

}  // namespace

std::string grouped(std::int64_t number) {
  return signed_text(number, with_commas(digits_of(number)));
}

std::string money_text(Money amount, std::string_view currency) {
  const std::size_t places = decimals_of(currency);
  std::string digits = digits_of(amount.value());
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string text = with_commas(digits.substr(0, digits.size() - places));
  if (places > 0) text.append(1, '.').append(digits, digits.size() - places);
  std::string named;
  if (currency == "JPY") {
    named = "¥";
  } else if (!currency.empty()) {
    named.append(currency).push_back(' ');
  }
  return signed_text(amount.value(), named.append(text));
}

std::string percent_text(std::int64_t basis_points) {
  return short_fraction(basis_points, 2) + "%";
}

std::string tenths_text(std::int64_t tenths) {
  return short_fraction(tenths, 1);
}

}  // namespace kazasu::receipt
