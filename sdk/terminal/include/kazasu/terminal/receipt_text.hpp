#pragma once

#include <string>

#include "kazasu/terminal/receipt.hpp"
#include "kazasu/values/error.hpp"

namespace kazasu {

/// A receipt as fixed-width text of 42 columns (full-width characters take two), with the reason of every discount and
/// point, tax per rate and ※ at the reduced rate, as Japan's qualified invoice asks for.
std::string receipt_text(const Receipt& receipt, Language language);
/// A return's or void's own receipt (返還インボイス).
std::string receipt_text(const ReturnReceipt& receipt, Language language);

}  // namespace kazasu
