#include "kazasu/drivers/scan/payment_code.hpp"

#include <algorithm>

namespace kazasu::drivers {
namespace {

bool matches(std::string_view digits, const PaymentCodeRule& rule) {
  if (digits.size() < rule.digits_min || digits.size() > rule.digits_max) return false;
  const std::size_t prefix_size = rule.prefix_low.size();
  if (digits.size() < prefix_size || digits.size() < rule.ending.size()) return false;
  // Equally long digits compare as the numbers that they are.
  const std::string_view prefix = digits.substr(0, prefix_size);
  if (prefix < rule.prefix_low || prefix > rule.prefix_high) return false;
  const std::string_view end = digits.substr(digits.size() - rule.ending.size());
  return std::equal(end.begin(), end.end(), rule.ending.begin(),
                    [](char digit, char wanted) { return wanted == '.' || digit == wanted; });
}

}  // namespace

std::vector<PaymentCodeRule> known_payment_codes() {
  return {
      // The services' documents for developers.
      {"wechat_pay", 18, 18, "10", "15", ""},
      {"alipay", 16, 24, "25", "30", ""},
      {"alipay_plus", 24, 24, "251001", "251001", ""},
      {"alipay_plus", 19, 19, "289", "289", "6....."},
      {"unionpay", 19, 19, "62", "62", ""},
      // Seen on phones in February 2020.
      {"paypay", 24, 24, "9000818188", "9000818188", ""},
      {"rakuten_pay", 16, 16, "900001", "900001", ""},
      {"d_barai", 22, 22, "90000002", "90000002", ""},
      {"merpay", 19, 19, "31589900", "31589900", ""},
      {"yucho_pay", 19, 19, "31589931", "31589940", ""},
      {"au_pay", 19, 19, "31589921", "31589921", ""},
      {"pring", 19, 19, "31589995", "31589995", ""},
      // Services that have ended; old apps still show the codes.
      {"line_pay", 19, 19, "9000000000", "9000000000", ""},
      {"origami", 22, 22, "90000001", "90000001", ""},
  };
}

std::vector<std::string> payment_services(std::string_view digits, std::span<const PaymentCodeRule> rules) {
  std::vector<std::string> services;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return services;
  for (const PaymentCodeRule& rule : rules) {
    if (!matches(digits, rule)) continue;
    if (std::find(services.begin(), services.end(), rule.service) == services.end()) services.push_back(rule.service);
  }
  return services;
}

}  // namespace kazasu::drivers
