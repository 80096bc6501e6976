#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// Bulk messages of USB's class for card readers (CCID 1.1, section 6), for readers that are spoken to with no daemon.
namespace kazasu::drivers::ccid {

inline constexpr std::uint8_t kPowerOn = 0x62, kTransfer = 0x6F, kEscape = 0x6B;  ///< PC_to_RDR_…
inline constexpr std::size_t kPayloadBytesMax = 65'544;                           ///< an extended APDU

/// A message to slot 0. `limit_exceeded` above the maximum.
Result<Bytes> message(std::uint8_t type, BytesView payload, std::uint8_t sequence = 0);
/// The payload of a RDR_to_PC_DataBlock or Escape. `card_answer_invalid` if it is something else, its length is wrong
/// or the reader says that the command failed; that no card lies there is no failure.
Result<Bytes> parse_answer(BytesView message);

}  // namespace kazasu::drivers::ccid
