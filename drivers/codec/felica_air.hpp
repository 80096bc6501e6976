#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// FeliCa on air, for the few readers that leave the framing to the host, and for simulated ones.
namespace kazasu::drivers::felica {

/// CRC-16 with polynomial 1021, start 0, over LEN ‖ payload; sent high byte first.
std::uint16_t crc16(BytesView frame);

/// Preamble, sync, LEN ‖ payload, CRC. `limit_exceeded` if the payload has more than 254 bytes.
Result<Bytes> air_frame(BytesView payload);

}  // namespace kazasu::drivers::felica
