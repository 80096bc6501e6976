#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Protobuf's wire format, as far as entries use it: varints, length-delimited fields and numbers of 4 bytes.
namespace kazasu::proto::columns {

inline constexpr std::uint32_t kWireVarint = 0;
inline constexpr std::uint32_t kWireBytes = 2;
inline constexpr std::uint32_t kWireFixed32 = 5;

/// In 4 bytes, the lowest first.
void append_fixed32(std::string& bytes, std::uint32_t value);

void append_varint(std::string& bytes, std::uint64_t value);
std::size_t varint_size(std::uint64_t value);

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t code) {
  return static_cast<std::int64_t>((code >> 1) ^ (~(code & 1) + 1));
}

/// Reads on from the beginning of `rest`. Each function says whether it could; then `rest` is after it.
struct WireCursor {
  std::string_view rest;

  [[nodiscard]] bool at_end() const { return rest.empty(); }
  /// A varint in as few bytes as it takes.
  bool varint(std::uint64_t& value);
  bool fixed32(std::uint64_t& value);
  /// A length and so many bytes.
  bool bytes(std::string_view& value);
  bool tag(std::uint32_t& field, std::uint32_t& wire_type);
  /// Whether a field of this tag comes next; it is then skipped, the tag alone.
  bool take_tag(std::uint32_t field, std::uint32_t wire_type);
};

}  // namespace kazasu::proto::columns
