#pragma once

#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::proto {

/// One zstd frame (RFC 8878), at level 3: above it, messages take longer and hardly less.
std::string zstd_compress(std::string_view plain);

/// The content of one frame. `message_invalid` if it is not one, whole and alone; `limit_exceeded` if more than
/// `max_bytes` come out, found out before they are made.
Result<std::string> zstd_decompress(std::string_view compressed, std::size_t max_bytes);

}  // namespace kazasu::proto
