#include <algorithm>

#include "kazasu/identify/codabar_frame.hpp"
#include "kazasu/identify/scan_rules.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kDigitsMin = 5;
constexpr std::size_t kDigitsMax = 20;
constexpr std::size_t kTextMax = 192;  // 64 digits, each full-width; longer ones are no number of a person's card

/// U+FF10 to U+FF19 are written EF BC 90 to EF BC 99 in UTF-8.
std::string with_plain_digits(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool full_width = text.substr(i).starts_with("\xEF\xBC") && i + 2 < text.size() &&
                            static_cast<unsigned char>(text[i + 2] - 0x90) <= 9;
    if (full_width) {
      plain += static_cast<char>('0' + static_cast<unsigned char>(text[i + 2] - 0x90));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

void drop_separators(std::string& number) {
  std::erase_if(number, [](char c) { return c == ' ' || c == '-'; });
}

bool has_length_and_prefix(std::string_view number, const MemberNumberRule& rule) {
  const bool length_fits =
      rule.lengths.empty() ? number.size() >= kDigitsMin && number.size() <= kDigitsMax
                           : std::find(rule.lengths.begin(), rule.lengths.end(), number.size()) != rule.lengths.end();
  return length_fits && number.starts_with(rule.prefix);
}

bool passes(std::string_view number, const MemberNumberRule& rule) {
  return rule.check == CheckScheme::mod11 ? passes_check(rule.modulus_11, number) : passes_check(rule.check, number);
}

/// Digits, but for the character that the rule may end a number with.
bool is_number(std::string_view text, const MemberNumberRule& rule) {
  if (text.empty()) return false;
  const bool ten = rule.check == CheckScheme::mod11 && rule.modulus_11.ten && text.back() == *rule.modulus_11.ten;
  return std::all_of(text.begin(), text.end() - (ten ? 1 : 0), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::string> member_number_in(std::string_view text, const MemberNumberRule& rule) {
  if (text.size() > kTextMax) return std::nullopt;
  std::string number = with_plain_digits(text);
  const std::string framed = number;
  if (const auto frame = codabar_frame(framed)) {
    // The check counts the characters as they are printed, separators too.
    const bool right = rule.check == CheckScheme::mod16 ? passes_modulus_16(*frame) : passes(frame->body, rule);
    if (!right || frame->body.find_first_not_of("0123456789-$:/.+") != std::string_view::npos) return std::nullopt;
    number = frame->body;
    if (rule.drop_separators) drop_separators(number);
  } else {
    if (rule.drop_separators) drop_separators(number);
    // Modulus 16 needs start and stop: without them nothing passes it, as an untested number may be a misread.
    if (!is_number(number, rule) || rule.check == CheckScheme::mod16 || !passes(number, rule)) return std::nullopt;
  }
  if (!has_length_and_prefix(number, rule)) return std::nullopt;
  return number;
}

}  // namespace kazasu
