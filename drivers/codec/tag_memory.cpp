#include "codec/tag_memory.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace kazasu::drivers::tag_memory {
namespace {

constexpr std::size_t kHeaderBytes = 16;

std::uint16_t high_first(BytesView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

/// Reads a type 2 tag's data area byte by byte, past the areas that are set apart.
class DataArea {
 public:
  explicit DataArea(BytesView memory) : memory_(memory) {}

  /// Nothing at the end of what is known.
  std::optional<std::uint8_t> next() {
    for (const Area& area : reserved_) {
      // Areas are in no order; each is looked at anew after a jump.
      if (at_ >= area.begin && at_ < area.end) {
        at_ = area.end;
        return next();
      }
    }
    if (at_ >= memory_.size()) return std::nullopt;
    return memory_[at_++];
  }

  /// A lock control (sizes in bits) or memory control TLV's three bytes.
  void reserve(BytesView control, bool bits) {
    const std::size_t page = control[0] >> 4, offset = control[0] & 0x0F, page_bytes_exponent = control[2] & 0x0F;
    const std::size_t size = control[1] == 0 ? 256 : control[1];
    const std::size_t begin = (page << page_bytes_exponent) + offset;
    reserved_.push_back({begin, begin + (bits ? (size + 7) / 8 : size)});
  }

 private:
  struct Area {
    std::size_t begin, end;
  };
  BytesView memory_;
  std::size_t at_ = kHeaderBytes;
  std::vector<Area> reserved_;
};

}  // namespace

std::optional<Type2Capabilities> type2_capabilities(BytesView memory) {
  constexpr std::size_t kContainer = 12;
  constexpr std::uint8_t kMagic = 0xE1, kMajorVersion = 1;
  if (memory.size() < kHeaderBytes || memory[kContainer] != kMagic || memory[kContainer + 1] >> 4 != kMajorVersion)
    return std::nullopt;
  const std::uint8_t access = memory[kContainer + 3];
  return Type2Capabilities{.memory_bytes = std::size_t{memory[kContainer + 2]} * 8,
                           .readable = access >> 4 == 0,
                           .writable = (access & 0x0F) == 0};
}

Type2Message find_type2_message(BytesView memory) {
  using State = Type2Message::State;
  enum Tag : std::uint8_t {
    kNull = 0x00,
    kLockControl = 0x01,
    kMemoryControl = 0x02,
    kNdef = 0x03,
    kTerminator = 0xFE
  };
  const auto capabilities = type2_capabilities(memory);
  if (!capabilities) return {};
  const std::size_t end = kHeaderBytes + capabilities->memory_bytes;
  const bool cut = memory.size() < end;
  DataArea area{memory.first(std::min(memory.size(), end))};
  // Beyond the end of the tag there is nothing; beyond what was read there may be.
  const Type2Message over{.state = cut ? State::incomplete : State::absent, .message = {}};
  constexpr std::size_t kTlvsMax = 64, kReservedMax = 8;
  std::size_t reserved = 0;
  for (std::size_t count = 0; count < kTlvsMax + end;) {
    const auto tag = area.next();
    if (!tag) return over;
    if (*tag == kTerminator) return {};
    if (*tag == kNull) {
      ++count;
      continue;
    }
    const auto short_length = area.next();
    if (!short_length) return over;
    std::size_t length = *short_length;
    constexpr std::uint8_t kLongLength = 0xFF;
    if (*short_length == kLongLength) {
      const auto high = area.next(), low = area.next();
      if (!high || !low) return over;
      length = static_cast<std::size_t>(*high << 8 | *low);
    }
    if (length > capabilities->memory_bytes) return {};
    Bytes value;
    for (std::size_t i = 0; i < length; ++i) {
      const auto byte = area.next();
      if (!byte) return over;
      value.push_back(*byte);
    }
    if (*tag == kNdef) return {.state = State::present, .message = std::move(value)};
    const bool control = *tag == kLockControl || *tag == kMemoryControl;
    if (control && value.size() == 3 && ++reserved <= kReservedMax) area.reserve(value, *tag == kLockControl);
    ++count;
  }
  return {};
}

Type3Attributes parse_type3_attributes(const felica::Block& block) {
  constexpr std::size_t kSummed = 14;
  unsigned sum = 0;
  for (std::size_t i = 0; i < kSummed; ++i) sum += block[i];
  return {.checksum_ok = (sum & 0xFFFF) == high_first(block, kSummed),
          .version = block[0],
          .blocks_per_read = block[1],
          .blocks_per_write = block[2],
          .blocks = high_first(block, 3),
          .write_flag = block[9],
          .read_write_flag = block[10],
          .length = static_cast<std::uint32_t>(block[11] << 16 | block[12] << 8 | block[13])};
}

Result<Type4Capabilities> parse_type4_capabilities(BytesView container) {
  constexpr std::size_t kBytes = 15;
  constexpr std::uint8_t kNdefFileControl = 0x04, kControlBytes = 0x06, kMajorVersionMax = 3;
  const auto invalid = [](const std::string& what) {
    return Error{ErrorCode::card_answer_invalid, "type 4 tag, capability container: " + what};
  };
  if (container.size() < kBytes || high_first(container, 0) < kBytes) return invalid("it is too short");
  if (container[2] >> 4 > kMajorVersionMax || container[2] >> 4 == 0)
    return Error{ErrorCode::unsupported, "type 4 tag: a mapping of version " + std::to_string(container[2] >> 4)};
  if (container[7] != kNdefFileControl || container[8] != kControlBytes) return invalid("no NDEF file control");
  Type4Capabilities found{.version = container[2],
                          .read_bytes = high_first(container, 3),
                          .command_bytes = high_first(container, 5),
                          .file_id = high_first(container, 9),
                          .file_bytes = high_first(container, 11),
                          .read_access = container[13],
                          .write_access = container[14]};
  constexpr std::size_t kReadBytesMin = 15;  // NFC Forum type 4 tag 2.0, 5.1
  if (found.read_bytes < kReadBytesMin || found.file_bytes < 2) return invalid("sizes that make no sense");
  return found;
}

}  // namespace kazasu::drivers::tag_memory
