#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

inline constexpr std::size_t kDerivedBytesMax = 255 * 32;

/// HKDF with SHA-256 (RFC 5869), 1 to 8,160 bytes; `invalid_argument` otherwise.
Result<Bytes> hkdf_sha256(BytesView secret, BytesView salt, BytesView info, std::size_t bytes);
/// ANSI X9.63's with SHA-256 (SEC 1, 3.6.1), likewise.
Result<Bytes> x963_sha256(BytesView secret, BytesView info, std::size_t bytes);

}  // namespace kazasu::drivers
