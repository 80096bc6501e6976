#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// Sony's RC-S380, which is no CCID reader: frames like the PN532's, but with the long length in little endian.
namespace kazasu::drivers::rcs380 {

inline constexpr std::size_t kDataBytesMax = 290;  ///< of a frame: a FeliCa frame of 255 and what is around it

/// A frame around data, which begins with D6 and a command. `limit_exceeded` unless it has 1 to 290 bytes.
Result<Bytes> frame(BytesView data);
/// The data in a frame. `card_answer_invalid` if it is cut or a sum is wrong.
Result<Bytes> parse_frame(BytesView bytes);

/// InCommRF's time limit in its units of 0.1 ms: one millisecond more than is asked, 0 for none, FFFF at most.
std::uint16_t communication_limit(std::uint32_t milliseconds);

struct CommunicationAnswer {
  std::uint32_t status = 0;         ///< 0 is success; 80 time-out, 04 CRC, … (nfc.md, 3.8)
  std::uint8_t last_byte_bits = 0;  ///< that are valid
  Bytes data;
};
/// InCommRF's answer, from D7 05 on. `card_answer_invalid` if it is another's or cut. An error has no data.
Result<CommunicationAnswer> parse_communication_answer(BytesView data);

}  // namespace kazasu::drivers::rcs380
