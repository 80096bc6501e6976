#pragma once

#include <array>
#include <cstdint>

#include "kazasu/values/bytes.hpp"

/// What ISO/IEC 14443-3 adds to bytes of type A, for readers that leave it to the host.
namespace kazasu::drivers::iso14443a {

/// The check bytes of a UID of 7 bytes, as it is sent in two halves and stored in a type 2 tag (6.5.3).
struct CheckBytes {
  std::uint8_t bcc0 = 0;  ///< of the cascade tag 88 and the first three
  std::uint8_t bcc1 = 0;  ///< of the last four
};
CheckBytes check_bytes(const std::array<std::uint8_t, 7>& uid);

/// CRC_A (annex B), in the order in which it is sent: low byte first.
std::array<std::uint8_t, 2> crc_a(BytesView bytes);

}  // namespace kazasu::drivers::iso14443a
