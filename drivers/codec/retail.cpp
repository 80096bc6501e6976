#include "kazasu/drivers/scan/retail.hpp"

#include <algorithm>

namespace kazasu::drivers {

char gs1_check_digit(std::string_view digits) {
  int sum = 0;
  int weight = 3;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, weight = 4 - weight) sum += (*digit - '0') * weight;
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<std::string> gtin14_of(std::string_view digits) {
  const bool length_fits = digits.size() == 8 || (digits.size() >= 12 && digits.size() <= 14);
  if (!length_fits || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  if (gs1_check_digit(digits.substr(0, digits.size() - 1)) != digits.back()) return std::nullopt;
  return std::string(14 - digits.size(), '0') + std::string{digits};
}

}  // namespace kazasu::drivers
