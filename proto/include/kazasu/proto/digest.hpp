#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::proto {

/// A SHA-256 value.
using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of the parts, one after the other (FIPS 180-4).
Digest sha256(std::initializer_list<BytesView> parts);
inline Digest sha256(BytesView bytes) {
  return sha256({bytes});
}

/// HMAC-SHA-256 (RFC 2104).
Digest hmac_sha256(BytesView key, BytesView message);

/// The digest that `bytes` holds; `message_invalid` unless there are 32 of them. `what` names it in the error.
Result<Digest> digest_from(BytesView bytes, std::string_view what);

}  // namespace kazasu::proto
