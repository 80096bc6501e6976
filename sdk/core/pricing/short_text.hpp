#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace kazasu::pricing {

/// A text as two numbers and its size. Product numbers and category names are some bytes long, so nearly every
/// comparison of texts is one of numbers: up to kExact bytes equal keys are equal texts.
struct TextKey {
  static constexpr std::size_t kExact = 16;

  std::uint64_t low = 0;   ///< the first eight bytes
  std::uint64_t high = 0;  ///< the last eight, where there are eight: some of them twice
  std::size_t size = 0;

  friend bool operator==(const TextKey&, const TextKey&) = default;
};

/// Texts of two to seven bytes, whose sizes follow no pattern, take one way through without a branch.
inline TextKey text_key(std::string_view text) {
  const char* const data = text.data();
  const std::size_t size = text.size();
  const auto load = [data](std::size_t at, auto bytes) {
    std::memcpy(&bytes, data + at, sizeof bytes);
    return std::uint64_t{bytes};
  };
  if (size >= 8) return {load(0, std::uint64_t{}), load(size - 8, std::uint64_t{}), size};
  if (size < 2) return {size == 0 ? std::uint64_t{0} : load(0, std::uint8_t{}), 0, size};
  // Pairs of bytes from the front and from the back: of seven bytes 01, 23, 35 and 56.
  const std::size_t second = size < 4 ? size - 2 : 2;
  const std::size_t third = size < 4 ? 0 : size - 4;
  return {load(0, std::uint16_t{}) | load(second, std::uint16_t{}) << 16 | load(third, std::uint16_t{}) << 32 |
              load(size - 2, std::uint16_t{}) << 48,
          0, size};
}

/// An order of texts: by size, then by bytes. Of texts that are longer than a key tells, neither comes before the
/// other.
inline bool comes_before(const TextKey& a, const TextKey& b) {
  if (a.size != b.size) return a.size < b.size;
  if (a.size > TextKey::kExact) return false;
  const auto first_byte_highest = [](std::uint64_t bytes) {
    if constexpr (std::endian::native == std::endian::big) return bytes;
    return __builtin_bswap64(bytes);
  };
  const std::uint64_t low_a = first_byte_highest(a.low), low_b = first_byte_highest(b.low);
  return low_a != low_b ? low_a < low_b : first_byte_highest(a.high) < first_byte_highest(b.high);
}

/// A quick hash, for tables that live in one process.
inline std::uint32_t text_hash(const TextKey& key) {
  // Odd multipliers: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, section 6.4), and
  // a prime of xxHash for the second half.
  constexpr std::uint64_t kGolden = 0x9e37'79b9'7f4a'7c15;
  constexpr std::uint64_t kOther = 0xc2b2'ae3d'27d4'eb4f;
  const std::uint64_t hash = (key.low ^ key.size) * kGolden + key.high * kOther;
  return static_cast<std::uint32_t>((hash ^ (hash >> 29)) * kGolden >> 32);
}

/// `a == b`, without a call where both are short.
inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || text_key(a) != text_key(b)) return false;
  return a.size() <= TextKey::kExact || std::memcmp(a.data(), b.data(), a.size()) == 0;
}

/// A copy of a text in place, where it is short enough.
class ShortText {
 public:
  static constexpr std::size_t kBytesMax = 23;

  ShortText() = default;
  explicit ShortText(std::string_view text) {
    if (text.size() > kBytesMax) return;
    size_ = static_cast<std::uint8_t>(text.size());
    std::memcpy(bytes_, text.data(), text.size());
  }
  [[nodiscard]] bool holds() const { return size_ != kTooLong; }
  [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }

 private:
  static constexpr std::uint8_t kTooLong = 0xff;

  char bytes_[kBytesMax] = {};
  std::uint8_t size_ = kTooLong;
};

/// `to = from`, without a call where a short text takes the place of one that is no shorter: ids of offers mostly do.
inline void assign_text(std::string& to, std::string_view from) {
  const std::size_t size = from.size();
  if (to.size() < size || size > TextKey::kExact) {
    to.assign(from);
    return;
  }
  to.resize(size);
  char* const data = to.data();
  const auto copy = [&](std::size_t at, auto word) {
    std::memcpy(&word, from.data() + at, sizeof word);
    std::memcpy(data + at, &word, sizeof word);
  };
  if (size >= 8) {
    copy(0, std::uint64_t{});
    copy(size - 8, std::uint64_t{});
  } else if (size >= 4) {
    copy(0, std::uint32_t{});
    copy(size - 4, std::uint32_t{});
  } else if (size > 0) {
    copy(0, char{});
    copy(size / 2, char{});
    copy(size - 1, char{});
  }
}

/// Whether the string keeps its text elsewhere, in memory of its own.
inline bool holds_memory(const std::string& text) {
  return text.capacity() > std::string{}.capacity();
}

}  // namespace kazasu::pricing
