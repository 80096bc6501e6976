#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/values/money.hpp"

namespace kazasu::receipt {

/// `1,234,567`
std::string grouped(std::int64_t number);
/// `¥1,234`, `USD 12.34`: with the decimal places that ISO 4217 gives the currency.
std::string money_text(Money amount, std::string_view currency);
/// `8%`, `2.5%`
std::string percent_text(std::int64_t basis_points);
/// `1.5` for 15
std::string tenths_text(std::int64_t tenths);

}  // namespace kazasu::receipt
