#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// FeliCa frames as readers carry them: LEN ‖ payload, without preamble, sync and CRC (reference: FeliCa basics).
namespace kazasu::drivers::felica {

using Idm = std::array<std::uint8_t, 8>;
using Pmm = std::array<std::uint8_t, 8>;
using Block = std::array<std::uint8_t, 16>;

inline constexpr std::uint16_t kSystemLiteS = 0x88B4;
inline constexpr std::uint16_t kSystemWildcard = 0xFFFF;
inline constexpr std::uint16_t kServiceReadWrite = 0x0009;  ///< Lite-S: random, open, read and write
inline constexpr std::uint16_t kServiceReadOnly = 0x000B;   ///< Lite-S: random, open, read only

/// Request code 1: the answer tells the system code.
Bytes polling_command(std::uint16_t system_code);

struct PollingAnswer {
  Idm idm{};
  Pmm pmm{};
  std::uint16_t system_code = 0;  ///< 0 when the card did not tell
};
Result<PollingAnswer> parse_polling_answer(BytesView frame);

/// Reads blocks 00–FF of one service, at most 15.
Bytes read_command(const Idm& idm, std::uint16_t service, const std::vector<std::uint8_t>& blocks);
/// The blocks; `card_answer_invalid` says what does not fit, `card_refused` names the status flags.
Result<std::vector<Block>> parse_read_answer(BytesView frame, const Idm& idm, std::size_t blocks);

Bytes write_command(const Idm& idm, std::uint16_t service, const std::vector<std::pair<std::uint8_t, Block>>& blocks);
Result<void> parse_write_answer(BytesView frame, const Idm& idm);

/// How long the card may take, in microseconds, by its PMm (parameter byte 5 for reading, 6 for writing `blocks` blocks), at
/// least 2 ms and capped at 500 ms.
std::int64_t time_limit_us(const Pmm& pmm, std::size_t parameter, std::size_t blocks);

}  // namespace kazasu::drivers::felica
