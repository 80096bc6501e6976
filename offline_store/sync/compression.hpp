#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::sync {

/// zstd at level 3 (performance.md, area 4).
Bytes compress(BytesView bytes);
/// At most `max_bytes` come out; `message_invalid` if it is not one whole zstd frame or would be more.
Result<Bytes> decompress(BytesView compressed, std::size_t max_bytes);

}  // namespace kazasu::sync
