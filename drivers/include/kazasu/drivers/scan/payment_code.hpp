#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/identify/scan_rules.hpp"

namespace kazasu::drivers {

/// The codes known when this was written. Prefixes are allotted by the services and change: replace them by
/// configuration.
std::vector<PaymentCodeRule> known_payment_codes();

/// The services whose code `digits` may be, each once, in the order of `rules`.
std::vector<std::string> payment_services(std::string_view digits, std::span<const PaymentCodeRule> rules);

}  // namespace kazasu::drivers
