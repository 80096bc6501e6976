#include "columns/wire.hpp"

namespace kazasu::proto::columns {
namespace {

constexpr int kVarintBytesMax = 10;

}  // namespace

void append_varint(std::string& bytes, std::uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

void append_fixed32(std::string& bytes, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
}

std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

bool WireCursor::varint(std::uint64_t& value) {
  value = 0;
  for (int i = 0; i < kVarintBytesMax && static_cast<std::size_t>(i) < rest.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(rest[static_cast<std::size_t>(i)]);
    if (i == kVarintBytesMax - 1 && byte > 1) return false;  // more than 64 bits
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte >= 0x80) continue;
    if (byte == 0 && i > 0) return false;  // longer than it must be
    rest.remove_prefix(static_cast<std::size_t>(i) + 1);
    return true;
  }
  return false;
}

bool WireCursor::fixed32(std::uint64_t& value) {
  constexpr std::size_t kBytes = 4;
  if (rest.size() < kBytes) return false;
  value = 0;
  for (std::size_t i = 0; i < kBytes; ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(rest[i])) << (8 * i);
  rest.remove_prefix(kBytes);
  return true;
}

bool WireCursor::bytes(std::string_view& value) {
  std::uint64_t size = 0;
  if (!varint(size) || size > rest.size()) return false;
  value = rest.substr(0, static_cast<std::size_t>(size));
  rest.remove_prefix(static_cast<std::size_t>(size));
  return true;
}

bool WireCursor::tag(std::uint32_t& field, std::uint32_t& wire_type) {
  std::uint64_t tag = 0;
  if (!varint(tag) || tag > UINT32_MAX) return false;
  field = static_cast<std::uint32_t>(tag >> 3);
  wire_type = static_cast<std::uint32_t>(tag & 7);
  return true;
}

bool WireCursor::take_tag(std::uint32_t field, std::uint32_t wire_type) {
  WireCursor after = *this;
  std::uint32_t found = 0;
  std::uint32_t found_type = 0;
  if (!after.tag(found, found_type) || found != field || found_type != wire_type) return false;
  *this = after;
  return true;
}

}  // namespace kazasu::proto::columns
