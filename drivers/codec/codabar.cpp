#include "kazasu/drivers/scan/codabar.hpp"

#include <algorithm>

#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kCodeMax = 64;
// In the order of their values for modulus 16, 0 to 19.
constexpr std::string_view kCharacters = "0123456789-$:/.+ABCD";
constexpr std::size_t kBodyCharacters = 16;

/// The start or stop character that `c` stands for; 0 if none. t n * e is an option of Opticon scanners.
char frame_of(char c) {
  constexpr std::string_view written = "ABCDabcdtn*e";
  const std::size_t found = written.find(c);
  return found == std::string_view::npos ? char{0} : static_cast<char>('A' + found % 4);
}

bool passes_modulus_16(const CodabarCode& code) {
  const std::string whole = code.start + code.body + code.stop;
  std::size_t sum = 0;
  for (const char c : whole) sum += kCharacters.find(c);
  return sum % 16 == 0;
}

}  // namespace

Result<CodabarCode> parse_codabar(std::string_view text, CheckScheme check) {
  if (text.size() > kCodeMax) return scan_error(ScanFault::too_long, "a Codabar code of more than 64 characters");
  if (text.size() < 2 || frame_of(text.front()) == 0 || frame_of(text.back()) == 0) {
    return scan_error(ScanFault::no_start_stop, "the scanner may be set to remove them");
  }
  CodabarCode code{frame_of(text.front()), frame_of(text.back()), std::string{text.substr(1, text.size() - 2)}, {}};
  if (code.body.empty()) return scan_error(ScanFault::empty, "nothing is between start and stop");
  const std::string_view allowed = kCharacters.substr(0, kBodyCharacters);
  if (const std::size_t wrong = code.body.find_first_not_of(allowed); wrong != std::string::npos) {
    return scan_error(ScanFault::bad_character, "character " + std::to_string(wrong + 1) + " between start and stop");
  }
  code.data = code.body;
  if (check == CheckScheme::none) return code;
  const bool passes = check == CheckScheme::mod16 ? passes_modulus_16(code) : passes_check(check, code.body);
  if (!passes) return scan_error(ScanFault::bad_check_digit, "check scheme " + std::string{name_of(check)});
  code.data.pop_back();
  return code;
}

}  // namespace kazasu::drivers
