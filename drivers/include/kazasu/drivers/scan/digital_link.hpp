#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A GS1 Digital Link: a web address whose path carries elements. Only the path and the query count; the host is
/// advertising, and the link is never opened.
struct DigitalLink {
  std::vector<Gs1Element> elements;  ///< the primary key, its qualifiers, then attributes from the query
  std::vector<std::string> ignored;  ///< other query parameters, as written

  /// AI 01, "" if it is another key.
  [[nodiscard]] std::string gtin14() const;
};

struct DigitalLinkOptions {
  bool zero_suppressed_gtin = false;  ///< takes GTINs of 8, 12 and 13 digits, an old form
};

/// Whether `text` begins with http:// or https:// in any case.
bool is_web_address(std::string_view text);

/// Reads an uncompressed link (GS1 Digital Link: URI syntax). The path is read backwards to the last primary key, so
/// that anything may stand before it. Fails: `scan_invalid` with bad_character, bad_scheme, no_path, no_primary_key,
/// unknown_ai, bad_qualifier_sequence, belongs_in_path, not_an_attribute, repeated_ai or what is wrong with a value;
/// `scan_too_long` beyond 8192 bytes or 32 elements. An address that fails is a web address still.
Result<DigitalLink> parse_digital_link(std::string_view address, DigitalLinkOptions options = {});

}  // namespace kazasu::drivers
