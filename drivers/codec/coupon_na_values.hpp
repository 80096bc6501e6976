#pragma once

#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// Whether a value of AI 8110 or 8112, without its AI, is a coupon's.
Result<void> check_coupon_8110(std::string_view value);
Result<void> check_coupon_8112(std::string_view value);

}  // namespace kazasu::drivers
