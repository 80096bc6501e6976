#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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
  mod11,   ///< as Modulus11 is by default, or as a program sets it; other characters take a place and count 0
  mod16,   ///< NW-7's own: start and stop count; see codabar_frame.hpp
  isbn10,  ///< weights 10 to 2 from the left; 10 is X
  mod43,   ///< Code 39's own
};

/// Modulus 11 is several schemes, so a program tells its own: the digits times their weights are added, and the check
/// is 11 less the remainder of that by 11.
struct Modulus11 {
  /// Of the digits from the right, the check excluded; repeating. 1 to 64 of them, each 1 to 10.
  std::vector<std::uint8_t> weights{2, 3, 4, 5, 6, 7, 8, 9, 10, 1};
  /// What is written for a check of 10: 0, X or -; nothing: such numbers are not issued. 11 is written 0.
  std::optional<char> ten = '0';
};

/// `m10w3`, `7dr`
std::string_view name_of(CheckScheme scheme);
std::optional<CheckScheme> check_scheme_of(std::string_view name);

/// The check character of `number`, which has none yet. Nothing if it holds a character that the scheme does not know,
/// is empty or longer than 64, and for `none` and `mod16`.
std::optional<char> check_digit(CheckScheme scheme, std::string_view number);

std::optional<char> check_digit(const Modulus11& rule, std::string_view number);

/// Whether the last character of `number` is the check character of the rest. `none`: always.
bool passes_check(CheckScheme scheme, std::string_view number);
bool passes_check(const Modulus11& rule, std::string_view number);

}  // namespace kazasu
