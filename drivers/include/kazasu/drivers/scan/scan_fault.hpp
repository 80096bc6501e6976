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
  empty_value,  ///< an AI with nothing behind it
  unknown_ai,   ///< what follows cannot be split either
  bad_date,
  bad_time,
  bad_value,   ///< well-formed, but none of the values that there are
  bad_scheme,  ///< a web address other than http and https
  no_path,
  no_primary_key,  ///< a web address that is no Digital Link
  bad_qualifier_sequence,
  belongs_in_path,   ///< a qualifier among the query parameters
  not_an_attribute,  ///< an AI that a Digital Link may not carry there
  repeated_ai,
  coupon_truncated,
  coupon_bad_length_indicator,
  coupon_bad_code,
  coupon_dates_reversed,
  coupon_excess_data,
  not_a_book,
  not_a_book_price,
  not_a_magazine,
  bad_addon,
  not_a_bill,
  bad_header,  ///< ISO/IEC 15434 without its beginning: a wedge may have eaten control characters
  truncated,
  unknown_format,
  bad_eci,
  bad_format,        ///< the configured layout of an in-store label does not fit
  expired_or_wrong,  ///< a one-time code of none of the steps that are taken
  replayed,          ///< a one-time code that was used already, or an older one
  bad_descriptor,    ///< a HID report descriptor that is damaged or beyond bounds
  not_a_scanner,     ///< a HID device without scanned data
  bad_count,         ///< a HID report that counts more bytes than it has
  incomplete,        ///< the rest of a scan did not come
  events_lost,       ///< the kernel dropped keys of a scan
  bad_key,           ///< a key that stands for no character
  layout_mismatch,   ///< scanner and configuration disagree on the keyboard layout
  missing_prefix,
  missing_terminator,
  tail_of_broken_scan,  ///< arrived so soon after a broken scan that it can only be the rest of it
  too_long,
  bad_block_check,  ///< what a line sends to check a scan by does not fit it
  decoder_failed,   ///< a picture that ended or held up the process that looks for codes
};

/// `bad_check_digit`
std::string_view name_of(ScanFault fault);

/// `scan_broken` for a frame that was cut, `scan_too_long`, else `scan_invalid`; the detail is `<fault>: <what>`.
/// `what` tells lengths and places, never content.
Error scan_error(ScanFault fault, std::string_view what);

}  // namespace kazasu::drivers
