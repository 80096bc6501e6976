#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kazasu {

/// A Codabar (NW-7) code that came with its start and stop characters.
struct CodabarFrame {
  char start = 0;         ///< A to D
  char stop = 0;          ///< A to D
  std::string_view body;  ///< between them, with the check character; part of the text that was given
};

/// Takes start and stop off: A–D in either case, or t n * e, as Opticon scanners can be set to send them. Nothing if
/// the text has none. Looks at no character between them.
std::optional<CodabarFrame> codabar_frame(std::string_view text);

/// Whether start, body and stop together pass modulus 16; false if a character is none of Codabar's.
bool passes_modulus_16(const CodabarFrame& code);

}  // namespace kazasu
