#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "codec/felica.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// Where NDEF messages lie in tags of the NFC Forum's types 2, 3 and 4.
namespace kazasu::drivers::tag_memory {

// Type 2 ------------------------------------------------------------------------------------------------------------

inline constexpr std::size_t kPageBytes = 4;

struct Type2Capabilities {
  std::size_t memory_bytes = 0;  ///< from page 4 on
  bool readable = false;
  bool writable = false;
};
/// Of the first 16 bytes; nothing if the tag is not formatted for NDEF (magic E1, version 1.x).
std::optional<Type2Capabilities> type2_capabilities(BytesView memory);

struct Type2Message {
  enum class State { absent, present, incomplete };  ///< incomplete: it goes on beyond `memory`
  State state = State::absent;
  Bytes message;
};
/// Walks the TLVs from byte 16 on; what lock and memory control TLVs set apart is left out. `memory` begins at page 0
/// and may end anywhere.
Type2Message find_type2_message(BytesView memory);

// Type 3 ------------------------------------------------------------------------------------------------------------

struct Type3Attributes {
  bool checksum_ok = false;
  std::uint8_t version = 0;  ///< major and minor in its halves
  std::uint8_t blocks_per_read = 0;
  std::uint8_t blocks_per_write = 0;
  std::uint16_t blocks = 0;
  std::uint8_t write_flag = 0;  ///< 0F: a write was broken off
  std::uint8_t read_write_flag = 0;
  std::uint32_t length = 0;  ///< of the message, bytes
};
Type3Attributes parse_type3_attributes(const felica::Block& block);

// Type 4 ------------------------------------------------------------------------------------------------------------

struct Type4Capabilities {
  std::uint8_t version = 0;       ///< of the mapping
  std::size_t read_bytes = 0;     ///< MLe
  std::size_t command_bytes = 0;  ///< MLc
  std::uint16_t file_id = 0;
  std::size_t file_bytes = 0;
  std::uint8_t read_access = 0;   ///< 00: free
  std::uint8_t write_access = 0;  ///< 00: free, FF: none
};
/// Of the capability container's 15 bytes or more. `card_answer_invalid` for what makes no sense; `unsupported` for a
/// mapping above 3.
Result<Type4Capabilities> parse_type4_capabilities(BytesView container);

}  // namespace kazasu::drivers::tag_memory
