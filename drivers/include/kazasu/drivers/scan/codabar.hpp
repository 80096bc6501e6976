#pragma once

#include <string>
#include <string_view>

#include "kazasu/identify/check_digit.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A Codabar (NW-7) code, the usual one on Japanese member cards.
struct CodabarCode {
  char start = 0;    ///< A to D
  char stop = 0;     ///< A to D
  std::string body;  ///< between them, with the check character
  std::string data;  ///< the body without check character; the body if there is no check
};

/// Reads a code with its start and stop characters: A–D in either case, or t n * e for A B C D.
/// Fails: `scan_invalid` with no_start_stop, empty, bad_character, bad_check_digit; `too_long` beyond 64 characters.
Result<CodabarCode> parse_codabar(std::string_view text, CheckScheme check = CheckScheme::none);

}  // namespace kazasu::drivers
