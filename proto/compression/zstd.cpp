#include "kazasu/proto/zstd.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>

namespace kazasu::proto {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kStepBytes = 256 * 1024;
constexpr int kWindowLogMax = 23;  // 8 MiB: what a decoder must support (RFC 8878, 3.1.1.1.2)

}  // namespace

std::string zstd_compress(std::string_view plain) {
  std::string compressed(ZSTD_compressBound(plain.size()), '\0');
  compressed.resize(ZSTD_compress(compressed.data(), compressed.size(), plain.data(), plain.size(), kLevel));
  return compressed;
}

Result<std::string> zstd_decompress(std::string_view compressed, std::size_t max_bytes) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kWindowLogMax);
  ZSTD_inBuffer source{compressed.data(), compressed.size(), 0};
  std::string plain;
  for (;;) {
    const std::size_t had = plain.size();
    // One byte more than is allowed, so that exactly the limit still ends its frame.
    plain.resize(std::min(had + kStepBytes, max_bytes + 1));
    ZSTD_outBuffer target{plain.data(), plain.size(), had};
    const std::size_t left = ZSTD_decompressStream(context.get(), &target, &source);
    if (ZSTD_isError(left) != 0)
      return Error{ErrorCode::message_invalid, std::string{"zstd: "} + ZSTD_getErrorName(left)};
    plain.resize(target.pos);
    if (plain.size() > max_bytes)
      return Error{ErrorCode::limit_exceeded, "zstd: more than " + std::to_string(max_bytes) + " bytes come out"};
    if (left == 0) break;
    const bool starved = source.pos == source.size && target.pos < target.size;
    if (starved) return Error{ErrorCode::message_invalid, "zstd: the frame is cut off"};
  }
  if (source.pos != source.size) return Error{ErrorCode::message_invalid, "zstd: bytes after the frame"};
  return plain;
}

}  // namespace kazasu::proto
