#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/identify/check_digit.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::tools {

/// How a scan is looked at.
struct DecodeOptions {
  drivers::ScanConfiguration configuration;
  std::string label_format;                       ///< of in-store labels, as in 2F5I1V4P; "" for none
  CheckScheme codabar_check = CheckScheme::none;  ///< of NW-7 codes
  bool zero_suppressed_gtin = false;              ///< in a Digital Link
  Date today;                                     ///< decides the century of GS1 dates
};

/// Everything that the codecs read out of a scan: its readings with their reasons, and the parts of those that have
/// any. Payment codes are named and never repeated.
nlohmann::ordered_json scan_report(const ScanSighting& scan, const DecodeOptions& options);

/// What two scans say together: the two rows of a Japanese book, a magazine and its add-on; null if nothing.
nlohmann::ordered_json pair_report(const ScanSighting& first, const ScanSighting& second);

/// A scan that is written as hex, as text, or as a JSON object with `data` or `data_hex`, and `aim`. Text that begins
/// with an AIM identifier is split. Fails: `invalid_argument`.
Result<ScanSighting> scan_of_text(std::string_view text, std::string_view symbology);
Result<ScanSighting> scan_of_hex(std::string_view hex, std::string_view symbology);
Result<ScanSighting> scan_of_json(std::string_view json, DecodeOptions& options);

}  // namespace kazasu::tools
