#pragma once

#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::drivers {

/// What is wrong with a scan or a code. Names are stable: they begin the detail of an error.
enum class ScanFault {
  empty,
  bad_length,
  bad_character,
  non_digit,
  bad_check_digit,
  bad_number_system,   ///< UPC-E other than 0 and 1
  no_identifier,       ///< no AIM identifier at the beginning
  unknown_identifier,  ///< `]`, but no letter of ISO/IEC 15424
  no_start_stop,       ///< NW-7 without its start and stop characters
  not_cpm,             ///< does not begin as an EMV payload
  bad_base64,
  tlv_bad_length,
  tlv_truncated,
  unsupported_version,
  no_application_template,
  missing_prefix,
  missing_terminator,
  tail_of_broken_scan,  ///< arrived so soon after a broken scan that it can only be the rest of it
  too_long,
};

/// `bad_check_digit`
std::string_view name_of(ScanFault fault);

/// `scan_broken` for a frame that was cut, `scan_too_long`, else `scan_invalid`; the detail is `<fault>: <what>`.
/// `what` tells lengths and places, never content.
Error scan_error(ScanFault fault, std::string_view what);

}  // namespace kazasu::drivers
