#include "kazasu/drivers/scan/codabar.hpp"

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/codabar_frame.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kCodeMax = 64;
constexpr std::string_view kBodyCharacters = "0123456789-$:/.+";

}  // namespace

Result<CodabarCode> parse_codabar(std::string_view text, CheckScheme check) {
  if (text.size() > kCodeMax) return scan_error(ScanFault::too_long, "a Codabar code of more than 64 characters");
  const auto frame = codabar_frame(text);
  if (!frame) return scan_error(ScanFault::no_start_stop, "the scanner may be set to remove them");
  CodabarCode code{frame->start, frame->stop, std::string{frame->body}, {}};
  if (code.body.empty()) return scan_error(ScanFault::empty, "nothing is between start and stop");
  if (const std::size_t wrong = code.body.find_first_not_of(kBodyCharacters); wrong != std::string::npos) {
    return scan_error(ScanFault::bad_character, "character " + std::to_string(wrong + 1) + " between start and stop");
  }
  code.data = code.body;
  if (check == CheckScheme::none) return code;
  const bool passes = check == CheckScheme::mod16 ? passes_modulus_16(*frame) : passes_check(check, code.body);
  if (!passes) return scan_error(ScanFault::bad_check_digit, "check scheme " + std::string{name_of(check)});
  code.data.pop_back();
  return code;
}

}  // namespace kazasu::drivers
