#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/identify/one_time_rule.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The code at a time. Fails: `invalid_argument` for settings out of range or an empty key.
Result<std::string> one_time_code(BytesView key, const OtpSettings& settings, std::int64_t unix_seconds);

struct OtpAccepted {
  std::int64_t step = 0;  ///< keep it: the next code of this member must have a higher one
  int drift = 0;          ///< steps that the phone's clock is ahead of the till's
};

/// Whether `code` is one of the steps around `unix_seconds` and newer than `last_accepted_step`. Compares in constant
/// time. Fails: `scan_invalid` with expired_or_wrong or replayed; `invalid_argument`.
Result<OtpAccepted> verify_one_time_code(std::string_view code, BytesView key, const OtpSettings& settings,
                                         std::int64_t unix_seconds, std::optional<std::int64_t> last_accepted_step);

}  // namespace kazasu::drivers
