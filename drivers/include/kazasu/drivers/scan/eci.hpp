#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// Bytes in one character set: 3 ISO 8859-1, 20 Shift_JIS, 26 UTF-8, 899 binary; nothing until the first is named.
struct EciSegment {
  std::optional<std::uint32_t> eci;
  Bytes bytes;

  friend bool operator==(const EciSegment&, const EciSegment&) = default;
};

/// Takes data of the ECI protocol (AIM identifiers Q2, Q4, d4 …) apart: `\` and six digits change the character set,
/// `\\` is a backslash. Empty segments are left out. Fails: `scan_invalid` with bad_eci; `scan_too_long` beyond 8192
/// bytes.
Result<std::vector<EciSegment>> parse_eci(BytesView data);

}  // namespace kazasu::drivers
