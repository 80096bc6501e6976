#pragma once

#include <optional>
#include <string_view>

namespace kazasu {

/// How a number proves itself against misreads. Which scheme a member card uses is a property of its program.
enum class CheckScheme {
  none,
  m10w3,   ///< EAN, ITF-14, SSCC: weights 3, 1 from the right, modulo 10
  luhn,    ///< weights 2, 1, digits of the products added; "Runes"
  m10w21,  ///< weights 2, 1, products added whole
  dr7,     ///< the number modulo 7
  dsr7,    ///< 7 less that remainder; 0 gives 7
  dr9,     ///< the number modulo 9
  dsr9,    ///< 9 less that remainder; 0 gives 9
  mod11,   ///< weights 2 to 10, then 1, repeating, from the right; 10 and 11 give 0; other characters take a place and
           ///< count 0
  mod16,   ///< NW-7's own: start and stop count; see codabar_frame.hpp
  isbn10,  ///< weights 10 to 2 from the left; 10 is X
  mod43,   ///< Code 39's own
};

/// `m10w3`, `7dr`
std::string_view name_of(CheckScheme scheme);
std::optional<CheckScheme> check_scheme_of(std::string_view name);

/// The check character of `number`, which has none yet. Nothing if it holds a character that the scheme does not know,
/// is empty or longer than 64, and for `none` and `mod16`.
std::optional<char> check_digit(CheckScheme scheme, std::string_view number);

/// Whether the last character of `number` is the check character of the rest. `none`: always.
bool passes_check(CheckScheme scheme, std::string_view number);

}  // namespace kazasu
