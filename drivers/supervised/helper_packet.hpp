#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// What a driver and its helper process tell each other: one message a packet on a SOCK_SEQPACKET socket. The driver
/// asks, the helper answers each request once, in order. Both sides check every length.
namespace kazasu::drivers {

inline constexpr int kHelperSocket = 3;  ///< the helper's descriptors
inline constexpr int kHelperShared = 4;  ///< if its driver shares something
inline constexpr std::size_t kHelperPacketMax = 65'536;

/// Numbers are big-endian; a counted part is its length in two bytes and itself.
class PacketWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }
  void word(std::size_t value) {
    byte(static_cast<std::uint8_t>(value >> 8 & 0xFF));
    byte(static_cast<std::uint8_t>(value & 0xFF));
  }
  void counted(BytesView bytes) {
    word(bytes.size());
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Reads past the end as zeros and remembers it.
class PacketReader {
 public:
  explicit PacketReader(BytesView left) : left_(left) {}
  std::uint8_t byte() {
    const BytesView taken = take(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  std::uint16_t word() {
    const std::uint8_t high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  Bytes counted() {
    const BytesView taken = take(word());
    return {taken.begin(), taken.end()};
  }
  [[nodiscard]] bool whole() const { return !cut_ && left_.empty(); }
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  BytesView take(std::size_t count) {
    if (count > left_.size()) {
      cut_ = true;
      left_ = {};
      return {};
    }
    const BytesView taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }

  BytesView left_;
  bool cut_ = false;
};

/// An answer is the error of its request or its content.
Bytes encode_answer(const Error& error);
Bytes encode_answer(BytesView content);
/// The content, or the error it stands for; `message_invalid` if it is neither.
Result<Bytes> parse_answer(BytesView bytes);

}  // namespace kazasu::drivers
