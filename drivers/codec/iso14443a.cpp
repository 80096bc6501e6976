#include "codec/iso14443a.hpp"

namespace kazasu::drivers::iso14443a {

CheckBytes check_bytes(const std::array<std::uint8_t, 7>& uid) {
  constexpr std::uint8_t kCascadeTag = 0x88;
  return {.bcc0 = static_cast<std::uint8_t>(kCascadeTag ^ uid[0] ^ uid[1] ^ uid[2]),
          .bcc1 = static_cast<std::uint8_t>(uid[3] ^ uid[4] ^ uid[5] ^ uid[6])};
}

std::array<std::uint8_t, 2> crc_a(BytesView bytes) {
  constexpr std::uint16_t kStart = 0x6363, kPolynomial = 0x8408;  // 1021 with its bits in the order of the air
  std::uint16_t crc = kStart;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 1) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1);
  }
  return {static_cast<std::uint8_t>(crc & 0xFF), static_cast<std::uint8_t>(crc >> 8)};
}

}  // namespace kazasu::drivers::iso14443a
