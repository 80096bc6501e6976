#pragma once

#include <cstdint>
#include <string_view>

#include "kazasu/values/bytes.hpp"

namespace kazasu::proto {

/// Builds the bytes that are hashed and signed: integers in 8 bytes big-endian, texts and blobs after their length, so
/// that no two different contents give the same bytes.
class FramedBytes {
 public:
  explicit FramedBytes(std::string_view domain) { text(domain); }

  FramedBytes& integer(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
  }
  FramedBytes& blob(BytesView value) {
    integer(value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  FramedBytes& text(std::string_view value) { return blob(as_bytes(value)); }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

}  // namespace kazasu::proto
