#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kazasu::drivers {

/// One service's one-time codes: digits within a range of prefixes.
struct PaymentCodeRule {
  std::string service;  ///< "paypay"
  std::size_t digits_min = 0;
  std::size_t digits_max = 0;
  std::string prefix_low;   ///< the first digits, from this …
  std::string prefix_high;  ///< … to this: equally long
  std::string ending;       ///< the last characters: digits, or `.` for any; "" for no rule
};

/// The codes known when this was written. Prefixes are allotted by the services and change: replace them by
/// configuration.
std::vector<PaymentCodeRule> known_payment_codes();

/// The services whose code `digits` may be, each once, in the order of `rules`.
std::vector<std::string> payment_services(std::string_view digits, std::span<const PaymentCodeRule> rules);

}  // namespace kazasu::drivers
