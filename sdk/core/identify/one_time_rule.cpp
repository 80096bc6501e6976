#include "kazasu/identify/one_time_rule.hpp"

#include <algorithm>
#include <utility>

namespace kazasu {

std::optional<NumberWithCode> number_with_code_in(std::string_view text, const MemberNumberRule& number,
                                                  const OneTimeCodeRule& rule) {
  const std::size_t behind = rule.separator.size() + rule.settings.digits;
  if (text.size() <= behind) return std::nullopt;
  const std::string_view code = text.substr(text.size() - rule.settings.digits);
  if (!std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  if (text.substr(text.size() - behind, rule.separator.size()) != rule.separator) return std::nullopt;
  auto found = member_number_in(text.substr(0, text.size() - behind), number);
  if (!found) return std::nullopt;
  return NumberWithCode{std::move(*found), std::string{code}};
}

}  // namespace kazasu
