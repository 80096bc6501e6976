#include "codec/gs1/ai.hpp"

#include <algorithm>
#include <string>

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers::gs1 {
namespace {

// clang-format off
#include "codec/gs1/ai_table.inc"
// clang-format on

constexpr std::string_view kSet82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kSet39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSet64 = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

std::string_view characters_of(char set) {
  switch (set) {
    case 'X': return kSet82;
    case 'Y': return kSet39;
    case 'Z': return kSet64;
    default: return "0123456789";
  }
}

Error fault(ScanFault what, std::string_view ai, const std::string& where) {
  return scan_error(what, "AI " + std::string{ai} + ": " + where);
}

/// Whether components can be cut so that they use up `size`: optional ones are whole or absent, from the end.
bool length_fits(const Ai& ai, std::size_t size) {
  std::size_t min = 0, max = 0;
  bool fits = false;
  for (const AiComponent& part : components_of(ai)) {
    if (part.optional && size >= min && size <= max) fits = true;
    min = max + part.min;  // only the last component has a variable length
    max += part.max;
  }
  return fits || (size >= min && size <= max);
}

}  // namespace

const Ai* find_whole_ai(std::string_view digits) {
  unsigned number = 0;
  if (!all_digits(digits) || digits.size() < 2 || digits.size() > 4 ||
      kAiDigits[static_cast<std::size_t>(number_of(digits.substr(0, 2)))] != digits.size())
    return nullptr;
  number = static_cast<unsigned>(number_of(digits));
  // Rows are in the order of their AIs as text; among those of one length that is the order of their numbers.
  const auto found = std::find_if(kAis.begin(), kAis.end(), [&](const Ai& ai) {
    return ai.digits == digits.size() && number >= ai.first && number <= ai.last;
  });
  return found == kAis.end() ? nullptr : &*found;
}

const Ai* find_ai(std::string_view data) {
  if (data.size() < 2 || !all_digits(data.substr(0, 2))) return nullptr;
  const std::size_t digits = kAiDigits[static_cast<std::size_t>(number_of(data.substr(0, 2)))];
  return digits == 0 || data.size() < digits ? nullptr : find_whole_ai(data.substr(0, digits));
}

std::span<const AiComponent> components_of(const Ai& ai) {
  return std::span{kAiComponents}.subspan(ai.component, ai.components);
}

std::size_t value_min(const Ai& ai) {
  std::size_t size = 0;
  for (const AiComponent& part : components_of(ai)) size += part.optional ? 0 : part.min;
  return size;
}

std::size_t value_max(const Ai& ai) {
  std::size_t size = 0;
  for (const AiComponent& part : components_of(ai)) size += part.max;
  return size;
}

Result<void> check_value(std::string_view digits, const Ai& ai, std::string_view value) {
  if (value.empty()) return fault(ScanFault::empty_value, digits, "nothing follows");
  if (!length_fits(ai, value.size())) {
    return fault(ScanFault::bad_length, digits,
                 std::to_string(value.size()) + " characters; a value has " + std::to_string(value_min(ai)) + " to " +
                     std::to_string(value_max(ai)));
  }
  std::size_t at = 0;
  for (const AiComponent& part : components_of(ai)) {
    const std::string_view piece = value.substr(at, part.max);
    if (const std::size_t wrong = piece.find_first_not_of(characters_of(part.set)); wrong != std::string_view::npos) {
      return fault(ScanFault::bad_character, digits, "character " + std::to_string(at + wrong + 1) + " of the value");
    }
    at += piece.size();
  }
  at = 0;
  for (const AiComponent& part : components_of(ai)) {
    const std::string_view piece = value.substr(at, part.max);
    if (piece.empty()) break;
    for (const AiCheck check : part.checks) {
      if (auto checked = check_content(check, piece); !checked)
        return Error{checked.error().code, checked.error().detail + " (AI " + std::string{digits} +
                                               ", from character " + std::to_string(at + 1) + ")"};
    }
    at += piece.size();
  }
  return {};
}

bool is_country(unsigned number) {
  return std::binary_search(kCountries.begin(), kCountries.end(), number);
}

bool is_country_code(std::string_view two_letters) {
  for (std::size_t at = 0; at < kCountryLetters.size(); at += 2) {
    if (kCountryLetters.substr(at, 2) == two_letters) return true;
  }
  return false;
}

bool is_currency(unsigned number) {
  return std::binary_search(kCurrencies.begin(), kCurrencies.end(), number);
}

}  // namespace kazasu::drivers::gs1
