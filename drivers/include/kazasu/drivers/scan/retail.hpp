#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kazasu::drivers {

/// The GS1 check digit of `digits` (without one): weights 3, 1, 3 … from the right (GS1 General Specifications 7.9).
/// `digits` holds digits only.
char gs1_check_digit(std::string_view digits);

/// The normal form of a retail number: 8, 12, 13 or 14 digits with a right check digit, zero padded to a GTIN-14.
std::optional<std::string> gtin14_of(std::string_view digits);

}  // namespace kazasu::drivers
