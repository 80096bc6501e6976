#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// FeliCa commands and answers as readers carry them: LEN ‖ payload, where LEN counts itself; preamble, sync and CRC
/// are the reader's (codec/felica_air.hpp has them). Every parser checks LEN, the answer's code, the IDm and the counts
/// first, and says in `card_answer_invalid` what does not fit; no detail holds an IDm.
namespace kazasu::drivers::felica {

using Idm = std::array<std::uint8_t, 8>;
using Pmm = std::array<std::uint8_t, 8>;
using Block = std::array<std::uint8_t, 16>;

inline constexpr std::size_t kFrameBytesMax = 255;
inline constexpr std::uint16_t kSystemLiteS = 0x88B4;
inline constexpr std::uint16_t kSystemNdef = 0x12FC;
inline constexpr std::uint16_t kSystemTransit = 0x0003;
inline constexpr std::uint16_t kSystemWildcard = 0xFFFF;

/// A service's number and attribute in one code, which the wire carries low byte first.
constexpr std::uint16_t service_code(std::uint16_t number, std::uint8_t attribute) {
  return static_cast<std::uint16_t>(number << 6 | (attribute & 0x3F));
}
inline constexpr std::uint16_t kServiceReadWrite = service_code(0, 0x09);  ///< random access, no key
inline constexpr std::uint16_t kServiceReadOnly = service_code(0, 0x0B);   ///< random access, read only, no key

// Polling -----------------------------------------------------------------------------------------------------------

enum class PollingData : std::uint8_t { none = 0, system_code = 1, communication_performance = 2 };

struct PollingRequest {
  std::uint16_t system_code = kSystemWildcard;  ///< FF in either half stands for any
  PollingData wanted = PollingData::system_code;
  std::uint8_t slots = 0;  ///< 00 01 03 07 0F: 1, 2, 4, 8 or 16 time slots
};
Bytes polling_command(const PollingRequest& request);
/// Whether a frame is a Polling, which addresses no card.
inline bool is_polling(BytesView frame) {
  return frame.size() == 6 && frame[0] == 6 && frame[1] == 0x00;
}

struct PollingAnswer {
  Idm idm{};
  Pmm pmm{};
  std::optional<std::uint16_t> data;  ///< what was wanted; a card may leave it out
};
Result<PollingAnswer> parse_polling_answer(BytesView frame);

// Blocks ------------------------------------------------------------------------------------------------------------

struct BlockElement {
  std::uint16_t block = 0;
  std::uint8_t access = 0;   ///< 0 normal, 1 cash-back, 4 key change
  std::uint8_t service = 0;  ///< position in the command's list of services
};
/// Two bytes for blocks up to FF, else three.
Bytes encode(const BlockElement& element);

/// What a card says about a read or write. SF1 is an ordinal or a bit mask, depending on the product.
struct StatusFlags {
  std::uint8_t flag1 = 0;
  std::uint8_t flag2 = 0;
  [[nodiscard]] bool ok() const { return flag1 == 0; }
  /// Also true with the warning that the rewrite limit was reached (SF2 71): the data was written.
  [[nodiscard]] bool written() const { return ok() || flag2 == 0x71; }
};
/// The meaning of SF2.
std::string_view name_of(StatusFlags flags);
/// `card_refused` with the flags and their meaning.
Error refused(std::string_view command, StatusFlags flags);

/// 1–16 services, 1–15 blocks; `invalid_argument` otherwise.
Result<Bytes> read_command(const Idm& idm, std::span<const std::uint16_t> services,
                           std::span<const BlockElement> blocks);
/// One 16-byte block of data for each element, in its order.
Result<Bytes> write_command(const Idm& idm, std::span<const std::uint16_t> services,
                            std::span<const BlockElement> blocks, std::span<const Block> data);

struct ReadAnswer {
  StatusFlags status;
  std::vector<Block> blocks;  ///< as many as were asked for if the status is ok, else none
};
Result<ReadAnswer> parse_read_answer(BytesView frame, const Idm& idm, std::size_t blocks);
Result<StatusFlags> parse_write_answer(BytesView frame, const Idm& idm);

// Other commands ----------------------------------------------------------------------------------------------------

inline constexpr std::uint8_t kRequestService = 0x02;
inline constexpr std::uint8_t kRequestResponse = 0x04;
inline constexpr std::uint8_t kSearchServiceCode = 0x0A;
inline constexpr std::uint8_t kRequestSystemCode = 0x0C;

/// A command of a code, the IDm and up to 245 bytes of parameters.
Result<Bytes> simple_command(std::uint8_t code, const Idm& idm, BytesView parameters);
/// The key version of each node; nothing where the node does not exist.
Result<std::vector<std::optional<std::uint16_t>>> parse_request_service_answer(BytesView frame, const Idm& idm,
                                                                               std::size_t nodes);
/// The card's mode, 0–3.
Result<std::uint8_t> parse_request_response_answer(BytesView frame, const Idm& idm);
Result<std::vector<std::uint16_t>> parse_request_system_code_answer(BytesView frame, const Idm& idm);

// Time --------------------------------------------------------------------------------------------------------------

/// The PMm's byte that tells how long a command may take.
enum class TimeParameter : std::size_t {
  request_service = 2,
  fixed = 3,
  authenticate = 4,
  read = 5,
  write = 6,
  other = 7
};
/// In units of 256 × 16 / 13.56 MHz = 302.065 µs, for `count` blocks or nodes (0 for commands that have none).
std::int64_t time_units(const Pmm& pmm, TimeParameter parameter, std::size_t count);
/// The same in microseconds, but at least 2,000 (a reader's own latency) and at most 500,000 (nobody holds a card
/// longer).
std::int64_t time_limit_us(const Pmm& pmm, TimeParameter parameter, std::size_t count);

}  // namespace kazasu::drivers::felica
