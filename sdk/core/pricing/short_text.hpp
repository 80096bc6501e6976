#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace kazasu::pricing {

/// A quick hash of a short text, for tables that live in one process. Product numbers and category names are some bytes
/// long, so it takes eight bytes a step and stands in the header.
inline std::uint64_t text_hash(std::string_view text) {
  // The odd multiplier is 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, section 6.4).
  constexpr std::uint64_t kMultiplier = 0x9e37'79b9'7f4a'7c15;
  const auto mix = [](std::uint64_t hash, std::uint64_t bytes) {
    hash = (hash ^ bytes) * kMultiplier;
    return hash ^ (hash >> 32);
  };
  const auto load = [](const char* at, auto bytes) {
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
  };
  const char* const data = text.data();
  const std::size_t size = text.size();
  if (size >= 8) {
    std::uint64_t hash = size;
    for (std::size_t at = 0; at + 8 < size; at += 8) hash = mix(hash, load(data + at, std::uint64_t{}));
    return mix(hash, load(data + size - 8, std::uint64_t{}));  // the last eight, some of them twice
  }
  if (size >= 4) {
    const std::uint64_t first = load(data, std::uint32_t{});
    return mix(size, first << 32 | load(data + size - 4, std::uint32_t{}));
  }
  std::uint64_t few = 0;
  for (const char byte : text) few = few << 8 | static_cast<unsigned char>(byte);
  return mix(size, few);
}

/// `a == b`, without a call where both are short.
inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const std::size_t size = a.size();
  const auto same = [&](std::size_t at, auto word) {
    auto other = word;
    std::memcpy(&word, a.data() + at, sizeof word);
    std::memcpy(&other, b.data() + at, sizeof word);
    return word == other;
  };
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= 8) return same(0, std::uint64_t{}) && same(size - 8, std::uint64_t{});
  if (size >= 4) return same(0, std::uint32_t{}) && same(size - 4, std::uint32_t{});
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

}  // namespace kazasu::pricing
