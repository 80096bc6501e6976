#include "kazasu/drivers/scan/scan_fault.hpp"

#include <string>

namespace kazasu::drivers {
namespace {

ErrorCode code_of(ScanFault fault) {
  switch (fault) {
    case ScanFault::missing_prefix:
    case ScanFault::missing_terminator:
    case ScanFault::incomplete:
    case ScanFault::events_lost:
    case ScanFault::tail_of_broken_scan: return ErrorCode::scan_broken;
    case ScanFault::too_long: return ErrorCode::scan_too_long;
    default: return ErrorCode::scan_invalid;
  }
}

}  // namespace

std::string_view name_of(ScanFault fault) {
  switch (fault) {
    case ScanFault::empty: return "empty";
    case ScanFault::bad_length: return "bad_length";
    case ScanFault::bad_character: return "bad_character";
    case ScanFault::non_digit: return "non_digit";
    case ScanFault::bad_check_digit: return "bad_check_digit";
    case ScanFault::bad_number_system: return "bad_number_system";
    case ScanFault::no_identifier: return "no_identifier";
    case ScanFault::unknown_identifier: return "unknown_identifier";
    case ScanFault::no_start_stop: return "no_start_stop";
    case ScanFault::not_cpm: return "not_cpm";
    case ScanFault::bad_base64: return "bad_base64";
    case ScanFault::tlv_bad_length: return "tlv_bad_length";
    case ScanFault::tlv_truncated: return "tlv_truncated";
    case ScanFault::unsupported_version: return "unsupported_version";
    case ScanFault::no_application_template: return "no_application_template";
    case ScanFault::empty_value: return "empty_value";
    case ScanFault::unknown_ai: return "unknown_ai";
    case ScanFault::bad_date: return "bad_date";
    case ScanFault::bad_time: return "bad_time";
    case ScanFault::bad_value: return "bad_value";
    case ScanFault::bad_scheme: return "bad_scheme";
    case ScanFault::no_path: return "no_path";
    case ScanFault::no_primary_key: return "no_primary_key";
    case ScanFault::bad_qualifier_sequence: return "bad_qualifier_sequence";
    case ScanFault::belongs_in_path: return "belongs_in_path";
    case ScanFault::not_an_attribute: return "not_an_attribute";
    case ScanFault::repeated_ai: return "repeated_ai";
    case ScanFault::coupon_truncated: return "coupon_truncated";
    case ScanFault::coupon_bad_length_indicator: return "coupon_bad_length_indicator";
    case ScanFault::coupon_bad_code: return "coupon_bad_code";
    case ScanFault::coupon_dates_reversed: return "coupon_dates_reversed";
    case ScanFault::coupon_excess_data: return "coupon_excess_data";
    case ScanFault::not_a_book: return "not_a_book";
    case ScanFault::not_a_book_price: return "not_a_book_price";
    case ScanFault::not_a_magazine: return "not_a_magazine";
    case ScanFault::bad_addon: return "bad_addon";
    case ScanFault::not_a_bill: return "not_a_bill";
    case ScanFault::bad_header: return "bad_header";
    case ScanFault::truncated: return "truncated";
    case ScanFault::unknown_format: return "unknown_format";
    case ScanFault::bad_eci: return "bad_eci";
    case ScanFault::bad_format: return "bad_format";
    case ScanFault::expired_or_wrong: return "expired_or_wrong";
    case ScanFault::replayed: return "replayed";
    case ScanFault::bad_descriptor: return "bad_descriptor";
    case ScanFault::not_a_scanner: return "not_a_scanner";
    case ScanFault::bad_count: return "bad_count";
    case ScanFault::incomplete: return "incomplete";
    case ScanFault::events_lost: return "events_lost";
    case ScanFault::bad_key: return "bad_key";
    case ScanFault::layout_mismatch: return "layout_mismatch";
    case ScanFault::missing_prefix: return "missing_prefix";
    case ScanFault::missing_terminator: return "missing_terminator";
    case ScanFault::tail_of_broken_scan: return "tail_of_broken_scan";
    case ScanFault::too_long: return "too_long";
    case ScanFault::bad_block_check: return "bad_block_check";
    case ScanFault::decoder_failed: return "decoder_failed";
  }
  return "";
}

Error scan_error(ScanFault fault, std::string_view what) {
  return {code_of(fault), std::string{name_of(fault)} + ": " + std::string{what}};
}

}  // namespace kazasu::drivers
