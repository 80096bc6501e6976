#include "kazasu/drivers/scan/scan_fault.hpp"

#include <string>

namespace kazasu::drivers {
namespace {

ErrorCode code_of(ScanFault fault) {
  switch (fault) {
    case ScanFault::missing_prefix:
    case ScanFault::missing_terminator:
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
    case ScanFault::missing_prefix: return "missing_prefix";
    case ScanFault::missing_terminator: return "missing_terminator";
    case ScanFault::tail_of_broken_scan: return "tail_of_broken_scan";
    case ScanFault::too_long: return "too_long";
  }
  return "";
}

Error scan_error(ScanFault fault, std::string_view what) {
  return {code_of(fault), std::string{name_of(fault)} + ": " + std::string{what}};
}

}  // namespace kazasu::drivers
