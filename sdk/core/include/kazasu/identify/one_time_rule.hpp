#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kazasu/identify/scan_rules.hpp"

namespace kazasu {

enum class OtpHash { sha1, sha256, sha512 };

/// How a member app computes its one-time code (RFC 6238).
struct OtpSettings {
  OtpHash hash = OtpHash::sha1;
  unsigned digits = 8;         ///< 6 to 10; six digits can be guessed three times in a million
  unsigned step_seconds = 30;  ///< 1 to 3600
  unsigned steps_back = 1;     ///< taken besides the present step: 0 to 30
  unsigned steps_forward = 1;
};

/// How an app shows a member number with a code of the moment behind it.
struct OneTimeCodeRule {
  OtpSettings settings;
  std::string separator;  ///< between number and code; "" for none
};

/// What stands in such a scan.
struct NumberWithCode {
  std::string number;  ///< normalised, as member_number_in
  std::string code;    ///< digits
};

/// The number and the code in a scan's text, if it is one of these rules; whether the code is right is not looked at.
std::optional<NumberWithCode> number_with_code_in(std::string_view text, const MemberNumberRule& number,
                                                  const OneTimeCodeRule& rule);

}  // namespace kazasu
