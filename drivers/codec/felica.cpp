#include "codec/felica.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace kazasu::drivers::felica {
namespace {

constexpr std::uint8_t kPolling = 0x00;
constexpr std::uint8_t kRead = 0x06;
constexpr std::uint8_t kWrite = 0x08;
constexpr std::size_t kHeaderBytes = 2 + sizeof(Idm);  // LEN, code, IDm
constexpr std::size_t kServicesMax = 16;
constexpr std::size_t kBlocksMax = 15;  // 16 would not fit an answer of 255 bytes

std::string hex_byte(std::uint8_t byte) {
  char text[3];
  std::snprintf(text, sizeof text, "%02X", byte);
  return text;
}

Error invalid(std::string_view command, const std::string& what) {
  return {ErrorCode::card_answer_invalid, "FeliCa " + std::string{command} + " answer: " + what};
}

Error wrong_size(std::string_view command, std::size_t found, std::size_t wanted) {
  return invalid(command, std::to_string(found) + " bytes, " + std::to_string(wanted) + " are wanted");
}

std::uint16_t low_first(BytesView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

std::uint16_t high_first(BytesView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void append_low_first(Bytes& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
}

/// LEN and code.
Result<void> check_frame(BytesView frame, std::uint8_t command, std::string_view name, std::size_t least) {
  if (frame.size() < least) {
    return invalid(name, std::to_string(frame.size()) + " bytes, at least " + std::to_string(least) + " are wanted");
  }
  if (frame[0] != frame.size()) {
    return invalid(name, "LEN says " + std::to_string(frame[0]) + ", " + std::to_string(frame.size()) + " bytes came");
  }
  const auto code = static_cast<std::uint8_t>(command + 1);
  if (frame[1] != code) return invalid(name, "code " + hex_byte(frame[1]) + " instead of " + hex_byte(code));
  return {};
}

/// LEN, code and IDm.
Result<void> check_frame_of(const Idm& idm, BytesView frame, std::uint8_t command, std::string_view name,
                            std::size_t least) {
  if (auto checked = check_frame(frame, command, name, std::max(least, kHeaderBytes)); !checked) return checked;
  if (!std::equal(idm.begin(), idm.end(), frame.begin() + 2)) return invalid(name, "it carries another card's IDm");
  return {};
}

/// LEN, code, IDm, service list and block list of a read or write.
Result<Bytes> block_command(std::uint8_t code, const Idm& idm, std::span<const std::uint16_t> services,
                            std::span<const BlockElement> blocks, std::span<const Block> data) {
  if (services.empty() || services.size() > kServicesMax) {
    return Error{ErrorCode::invalid_argument, "FeliCa: a command names 1 to 16 services"};
  }
  if (blocks.empty() || blocks.size() > kBlocksMax) {
    return Error{ErrorCode::invalid_argument, "FeliCa: a command names 1 to 15 blocks"};
  }
  Bytes frame{0, code};
  frame.insert(frame.end(), idm.begin(), idm.end());
  frame.push_back(static_cast<std::uint8_t>(services.size()));
  for (const std::uint16_t service : services) append_low_first(frame, service);
  frame.push_back(static_cast<std::uint8_t>(blocks.size()));
  for (const BlockElement& block : blocks) {
    if (block.access > 7 || block.service >= services.size()) {
      return Error{ErrorCode::invalid_argument, "FeliCa: a block's access mode or service position is out of range"};
    }
    const Bytes element = encode(block);
    frame.insert(frame.end(), element.begin(), element.end());
  }
  for (const Block& block : data) frame.insert(frame.end(), block.begin(), block.end());
  if (frame.size() > kFrameBytesMax) return Error{ErrorCode::limit_exceeded, "FeliCa: the command exceeds 255 bytes"};
  frame[0] = static_cast<std::uint8_t>(frame.size());
  return frame;
}

}  // namespace

Bytes polling_command(const PollingRequest& request) {
  return {6,
          kPolling,
          static_cast<std::uint8_t>(request.system_code >> 8),
          static_cast<std::uint8_t>(request.system_code & 0xFF),
          static_cast<std::uint8_t>(request.wanted),
          request.slots};
}

Result<PollingAnswer> parse_polling_answer(BytesView frame) {
  constexpr std::size_t kShort = kHeaderBytes + sizeof(Pmm);
  if (auto checked = check_frame(frame, kPolling, "Polling", kShort); !checked) return checked.error();
  if (frame.size() != kShort && frame.size() != kShort + 2) {
    return invalid("Polling", std::to_string(frame.size()) + " bytes, 18 or 20 are wanted");
  }
  PollingAnswer answer;
  std::copy_n(frame.begin() + 2, answer.idm.size(), answer.idm.begin());
  std::copy_n(frame.begin() + kHeaderBytes, answer.pmm.size(), answer.pmm.begin());
  if (frame.size() != kShort) answer.data = high_first(frame, kShort);
  return answer;
}

Bytes encode(const BlockElement& element) {
  const auto first = static_cast<std::uint8_t>((element.access & 7) << 4 | (element.service & 0x0F));
  if (element.block <= 0xFF) return {static_cast<std::uint8_t>(0x80 | first), static_cast<std::uint8_t>(element.block)};
  Bytes bytes{first};
  append_low_first(bytes, element.block);
  return bytes;
}

std::string_view name_of(StatusFlags flags) {
  switch (flags.flag2) {
    case 0x00: return "no meaning given";
    case 0x01: return "purse underflow";
    case 0x02: return "purse overflow";
    case 0x03: return "cash-back too large";
    case 0x70: return "fatal memory error";
    case 0x71: return "rewrite limit reached";
    case 0xA1: return "wrong number of services";
    case 0xA2: return "wrong number of blocks";
    case 0xA3: return "service position out of range";
    case 0xA4: return "wrong service type";
    case 0xA5: return "access denied";
    case 0xA6: return "service absent";
    case 0xA7: return "access mode not allowed";
    case 0xA8: return "block number invalid or not writable";
    case 0xAF: return "too many blocks in a cyclic write";
    case 0xB0: return "MAC and MAC_A together";
    case 0xB1: return "authentication needed first";
    case 0xB2: return "MAC_A check failed, no challenge written, or write counter exhausted";
    default: return "product-specific";
  }
}

Error refused(std::string_view command, StatusFlags flags) {
  return {ErrorCode::card_refused, "FeliCa " + std::string{command} + ": status flags " + hex_byte(flags.flag1) + " " +
                                       hex_byte(flags.flag2) + " (" + std::string{name_of(flags)} + ")"};
}

Result<Bytes> read_command(const Idm& idm, std::span<const std::uint16_t> services,
                           std::span<const BlockElement> blocks) {
  return block_command(kRead, idm, services, blocks, {});
}

Result<Bytes> write_command(const Idm& idm, std::span<const std::uint16_t> services,
                            std::span<const BlockElement> blocks, std::span<const Block> data) {
  if (data.size() != blocks.size()) {
    return Error{ErrorCode::invalid_argument, "FeliCa: a write needs data for each block"};
  }
  return block_command(kWrite, idm, services, blocks, data);
}

Result<ReadAnswer> parse_read_answer(BytesView frame, const Idm& idm, std::size_t blocks) {
  constexpr std::string_view kName = "Read Without Encryption";
  constexpr std::size_t kStatusBytes = kHeaderBytes + 2;
  if (auto checked = check_frame_of(idm, frame, kRead, kName, kStatusBytes); !checked) return checked.error();
  ReadAnswer answer{.status = {frame[kHeaderBytes], frame[kHeaderBytes + 1]}, .blocks = {}};
  if (!answer.status.ok()) {
    if (frame.size() != kStatusBytes) return wrong_size(kName, frame.size(), kStatusBytes);
    return answer;
  }
  const std::size_t wanted = kStatusBytes + 1 + blocks * sizeof(Block);
  if (frame.size() != wanted) return wrong_size(kName, frame.size(), wanted);
  if (frame[kStatusBytes] != blocks) {
    return invalid(kName,
                   std::to_string(frame[kStatusBytes]) + " blocks, " + std::to_string(blocks) + " were asked for");
  }
  answer.blocks.resize(blocks);
  auto from = frame.begin() + kStatusBytes + 1;
  for (Block& block : answer.blocks) {
    std::copy_n(from, block.size(), block.begin());
    from += sizeof(Block);
  }
  return answer;
}

Result<StatusFlags> parse_write_answer(BytesView frame, const Idm& idm) {
  constexpr std::string_view kName = "Write Without Encryption";
  constexpr std::size_t kBytes = kHeaderBytes + 2;
  if (auto checked = check_frame_of(idm, frame, kWrite, kName, kBytes); !checked) return checked.error();
  if (frame.size() != kBytes) return wrong_size(kName, frame.size(), kBytes);
  return StatusFlags{frame[kHeaderBytes], frame[kHeaderBytes + 1]};
}

Result<Bytes> simple_command(std::uint8_t code, const Idm& idm, BytesView parameters) {
  const std::size_t size = kHeaderBytes + parameters.size();
  if (size > kFrameBytesMax) return Error{ErrorCode::limit_exceeded, "FeliCa: the command exceeds 255 bytes"};
  Bytes frame{static_cast<std::uint8_t>(size), code};
  frame.insert(frame.end(), idm.begin(), idm.end());
  frame.insert(frame.end(), parameters.begin(), parameters.end());
  return frame;
}

Result<std::vector<std::optional<std::uint16_t>>> parse_request_service_answer(BytesView frame, const Idm& idm,
                                                                               std::size_t nodes) {
  constexpr std::string_view kName = "Request Service";
  constexpr std::uint16_t kAbsent = 0xFFFF;
  const std::size_t wanted = kHeaderBytes + 1 + nodes * 2;
  if (auto checked = check_frame_of(idm, frame, kRequestService, kName, kHeaderBytes + 1); !checked) {
    return checked.error();
  }
  if (frame.size() != wanted || frame[kHeaderBytes] != nodes) return wrong_size(kName, frame.size(), wanted);
  std::vector<std::optional<std::uint16_t>> versions(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const std::uint16_t version = low_first(frame, kHeaderBytes + 1 + i * 2);
    if (version != kAbsent) versions[i] = version;
  }
  return versions;
}

Result<std::uint8_t> parse_request_response_answer(BytesView frame, const Idm& idm) {
  constexpr std::string_view kName = "Request Response";
  constexpr std::size_t kBytes = kHeaderBytes + 1;
  if (auto checked = check_frame_of(idm, frame, kRequestResponse, kName, kBytes); !checked) return checked.error();
  if (frame.size() != kBytes) return wrong_size(kName, frame.size(), kBytes);
  if (frame[kHeaderBytes] > 3) return invalid(kName, "mode " + std::to_string(frame[kHeaderBytes]) + ", 0 to 3 exist");
  return frame[kHeaderBytes];
}

Result<std::vector<std::uint16_t>> parse_request_system_code_answer(BytesView frame, const Idm& idm) {
  constexpr std::string_view kName = "Request System Code";
  if (auto checked = check_frame_of(idm, frame, kRequestSystemCode, kName, kHeaderBytes + 1); !checked) {
    return checked.error();
  }
  const std::size_t count = frame[kHeaderBytes];
  const std::size_t wanted = kHeaderBytes + 1 + count * 2;
  if (frame.size() != wanted) return wrong_size(kName, frame.size(), wanted);
  std::vector<std::uint16_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) codes[i] = high_first(frame, kHeaderBytes + 1 + i * 2);
  return codes;
}

std::int64_t time_units(const Pmm& pmm, TimeParameter parameter, std::size_t count) {
  const std::uint8_t byte = pmm[static_cast<std::size_t>(parameter)];
  const std::int64_t a = byte & 7, b = byte >> 3 & 7, e = byte >> 6;
  return ((b + 1) * static_cast<std::int64_t>(count) + (a + 1)) << (2 * e);
}

std::int64_t time_limit_us(const Pmm& pmm, TimeParameter parameter, std::size_t count) {
  constexpr std::int64_t kUnitNs = 302'065;
  constexpr std::int64_t kLeastUs = 2'000, kMostUs = 500'000;
  return std::clamp(time_units(pmm, parameter, count) * kUnitNs / 1'000, kLeastUs, kMostUs);
}

}  // namespace kazasu::drivers::felica
