#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// One envelope of an ISO/IEC 15434 message.
struct Iso15434Envelope {
  std::string format;  ///< "05" GS1 elements, "06" data identifiers, "12" text elements, "07" free text, …
  std::vector<Gs1Element> elements;  ///< format 05
  std::vector<std::string> fields;   ///< formats 06 and 12
  std::string body;                  ///< other formats: as it came
};

/// Whether `data` begins as a message does: `[)>`.
bool begins_as_iso15434(std::string_view data);

/// Fails: `scan_invalid` with bad_header, truncated (without RS or EOT: a keyboard wedge may have eaten them),
/// unknown_format, or what is wrong with GS1 elements; `scan_too_long` beyond 8192 bytes or 32 envelopes.
Result<std::vector<Iso15434Envelope>> parse_iso15434(std::string_view data);

}  // namespace kazasu::drivers
