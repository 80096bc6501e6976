#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kazasu::drivers {

/// The GTIN-14 that a GS1 element string begins with: AI 01 and fourteen digits with a right check digit. What follows
/// is not read.
std::optional<std::string> gtin_of_elements(std::string_view elements);

/// The GTIN-14 in the path of a GS1 Digital Link: the last `/01/` with fourteen digits and a right check digit.
std::optional<std::string> gtin_of_digital_link(std::string_view address);

/// Whether `text` begins with http:// or https:// in any case.
bool is_web_address(std::string_view text);

}  // namespace kazasu::drivers
