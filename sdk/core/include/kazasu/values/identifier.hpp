#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "kazasu/values/assurance.hpp"

namespace kazasu {

/// What names an account. The plain value lives only in memory, between a sighting and its keyed hash.
struct Identifier {
  std::string kind;   ///< "felica_lite_s", "felica_idm", "uid", "member_number"
  std::string value;  ///< normalised: upper-case hex, or digits
  /// The digits of a one-time code that stood beside a member number; "" where none did. No part of the name.
  std::string one_time_code = {};
};

/// HMAC-SHA-256 of kind and value under the program's identifier key, cut to 16 bytes.
struct IdentifierHash {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const IdentifierHash&, const IdentifierHash&) = default;
};

}  // namespace kazasu
