#include "codec/felica_air.hpp"

#include "codec/felica.hpp"

namespace kazasu::drivers::felica {

std::uint16_t crc16(BytesView frame) {
  std::uint32_t crc = 0;
  for (const std::uint8_t byte : frame) {
    crc ^= static_cast<std::uint32_t>(byte) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
  }
  return static_cast<std::uint16_t>(crc & 0xFFFF);
}

Result<Bytes> air_frame(BytesView payload) {
  if (payload.size() + 1 > kFrameBytesMax) {
    return Error{ErrorCode::limit_exceeded, "FeliCa: a frame holds 254 bytes of payload"};
  }
  Bytes air{0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xB2, 0x4D};
  const std::size_t preamble = air.size();
  air.push_back(static_cast<std::uint8_t>(payload.size() + 1));
  air.insert(air.end(), payload.begin(), payload.end());
  const std::uint16_t crc = crc16(BytesView{air}.subspan(preamble));
  air.push_back(static_cast<std::uint8_t>(crc >> 8));
  air.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  return air;
}

}  // namespace kazasu::drivers::felica
