#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

enum class OtpHash { sha1, sha256, sha512 };

/// How a member app computes its one-time code (RFC 6238).
struct OtpSettings {
  OtpHash hash = OtpHash::sha1;
  unsigned digits = 8;         ///< 6 to 10; six digits can be guessed three times in a million
  unsigned step_seconds = 30;  ///< 1 to 3600
  unsigned steps_back = 1;     ///< taken besides the present step: 0 to 10
  unsigned steps_forward = 1;
};

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
