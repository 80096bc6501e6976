#include "codec/felica.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace kazasu::drivers::felica {
namespace {

constexpr std::uint8_t kPolling = 0x00;
constexpr std::uint8_t kRead = 0x06;
constexpr std::uint8_t kWrite = 0x08;
constexpr std::size_t kIdmBytes = 8;
constexpr std::size_t kHeaderBytes = 2 + kIdmBytes;  // LEN, code, IDm

Error invalid(std::string_view command, const std::string& what) {
  return {ErrorCode::card_answer_invalid, "FeliCa " + std::string{command} + " answer: " + what};
}

std::string hex_byte(std::uint8_t byte) {
  char text[8];
  std::snprintf(text, sizeof text, "%02X", byte);
  return text;
}

/// Puts LEN before the payload.
Bytes frame_of(const Bytes& payload) {
  Bytes frame{static_cast<std::uint8_t>(payload.size() + 1)};
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

Result<void> check_frame(BytesView frame, std::uint8_t command, std::string_view name, std::size_t at_least) {
  if (frame.size() < at_least) return invalid(name, std::to_string(frame.size()) + " bytes, at least " + std::to_string(at_least) + " are wanted");
  if (frame[0] != frame.size()) return invalid(name, "LEN says " + std::to_string(frame[0]) + ", " + std::to_string(frame.size()) + " bytes came");
  if (frame[1] != command + 1) return invalid(name, "code " + hex_byte(frame[1]) + " instead of " + hex_byte(static_cast<std::uint8_t>(command + 1)));
  return {};
}

Result<void> check_idm(BytesView frame, const Idm& idm, std::string_view name) {
  if (!std::equal(idm.begin(), idm.end(), frame.begin() + 2)) return invalid(name, "it comes from another card (IDm)");
  return {};
}

std::string_view status_flag_name(std::uint8_t flag) {
  switch (flag) {
    case 0x70: return "memory error";
    case 0x71: return "rewrite limit";
    case 0xA1: return "wrong number of services";
    case 0xA2: return "wrong number of blocks";
    case 0xA3: return "service position out of range";
    case 0xA4: return "wrong service type";
    case 0xA5: return "access denied";
    case 0xA6: return "service absent";
    case 0xA7: return "access mode not allowed";
    case 0xA8: return "block number invalid or not writable";
    case 0xB0: return "MAC and MAC_A together";
    case 0xB1: return "authentication needed first";
    case 0xB2: return "MAC_A check failed";
    default: return "product-specific";
  }
}

Result<void> check_status(BytesView frame, std::string_view name) {
  const std::uint8_t flag1 = frame[kHeaderBytes], flag2 = frame[kHeaderBytes + 1];
  if (flag1 == 0x00) return {};
  return Error{ErrorCode::card_refused, "FeliCa " + std::string{name} + ": status flags " + hex_byte(flag1) + " " + hex_byte(flag2) + " (" +
                                            std::string{status_flag_name(flag2)} + ")"};
}

void append_services_and_blocks(Bytes& payload, std::uint16_t service, std::size_t count) {
  payload.push_back(1);
  payload.push_back(static_cast<std::uint8_t>(service & 0xFF));
  payload.push_back(static_cast<std::uint8_t>(service >> 8));
  payload.push_back(static_cast<std::uint8_t>(count));
}

}  // namespace

Bytes polling_command(std::uint16_t system_code) {
  return frame_of({kPolling, static_cast<std::uint8_t>(system_code >> 8), static_cast<std::uint8_t>(system_code & 0xFF), 0x01, 0x00});
}

Result<PollingAnswer> parse_polling_answer(BytesView frame) {
  constexpr std::size_t kShort = 2 + 8 + 8, kLong = kShort + 2;
  if (auto checked = check_frame(frame, kPolling, "Polling", kShort); !checked) return checked.error();
  if (frame.size() != kShort && frame.size() != kLong) return invalid("Polling", std::to_string(frame.size()) + " bytes, 18 or 20 are wanted");
  PollingAnswer answer;
  std::copy_n(frame.begin() + 2, 8, answer.idm.begin());
  std::copy_n(frame.begin() + 10, 8, answer.pmm.begin());
  if (frame.size() == kLong) answer.system_code = static_cast<std::uint16_t>(frame[18] << 8 | frame[19]);
  return answer;
}

Bytes read_command(const Idm& idm, std::uint16_t service, const std::vector<std::uint8_t>& blocks) {
  Bytes payload{kRead};
  payload.insert(payload.end(), idm.begin(), idm.end());
  append_services_and_blocks(payload, service, blocks.size());
  for (const std::uint8_t block : blocks) {
    payload.push_back(0x80);
    payload.push_back(block);
  }
  return frame_of(payload);
}

Result<std::vector<Block>> parse_read_answer(BytesView frame, const Idm& idm, std::size_t blocks) {
  constexpr std::string_view name = "Read Without Encryption";
  if (auto checked = check_frame(frame, kRead, name, kHeaderBytes + 2); !checked) return checked.error();
  if (auto checked = check_idm(frame, idm, name); !checked) return checked.error();
  if (auto checked = check_status(frame, name); !checked) return checked.error();
  const std::size_t wanted = kHeaderBytes + 3 + blocks * 16;
  if (frame.size() != wanted || frame[kHeaderBytes + 2] != blocks) {
    return invalid(name, std::to_string(frame.size()) + " bytes, " + std::to_string(wanted) + " are wanted for " + std::to_string(blocks) + " blocks");
  }
  std::vector<Block> read(blocks);
  for (std::size_t i = 0; i < blocks; ++i) std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(kHeaderBytes + 3 + i * 16), 16, read[i].begin());
  return read;
}

Bytes write_command(const Idm& idm, std::uint16_t service, const std::vector<std::pair<std::uint8_t, Block>>& blocks) {
  Bytes payload{kWrite};
  payload.insert(payload.end(), idm.begin(), idm.end());
  append_services_and_blocks(payload, service, blocks.size());
  for (const auto& [number, block] : blocks) {
    payload.push_back(0x80);
    payload.push_back(number);
  }
  for (const auto& [number, block] : blocks) payload.insert(payload.end(), block.begin(), block.end());
  return frame_of(payload);
}

Result<void> parse_write_answer(BytesView frame, const Idm& idm) {
  constexpr std::string_view name = "Write Without Encryption";
  if (auto checked = check_frame(frame, kWrite, name, kHeaderBytes + 2); !checked) return checked;
  if (frame.size() != kHeaderBytes + 2) return invalid(name, std::to_string(frame.size()) + " bytes, 12 are wanted");
  if (auto checked = check_idm(frame, idm, name); !checked) return checked;
  return check_status(frame, name);
}

std::int64_t time_limit_us(const Pmm& pmm, std::size_t parameter, std::size_t blocks) {
  constexpr std::int64_t kUnitNs = 302'065;  // 256 × 16 / 13.56 MHz
  constexpr std::int64_t kLeastUs = 2'000, kMostUs = 500'000;
  const std::uint8_t byte = pmm.at(parameter);
  const std::int64_t a = byte & 0x07, b = byte >> 3 & 0x07, e = byte >> 6;
  const std::int64_t units = ((b + 1) * static_cast<std::int64_t>(blocks) + (a + 1)) << (2 * e);
  return std::clamp(units * kUnitNs / 1'000, kLeastUs, kMostUs);
}

}  // namespace kazasu::drivers::felica
