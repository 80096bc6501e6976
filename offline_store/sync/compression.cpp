#include "sync/compression.hpp"

#include <zstd.h>

#include <memory>

namespace kazasu::sync {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kChunkBytes = 128 * 1024;

}  // namespace

Bytes compress(BytesView bytes) {
  Bytes compressed(ZSTD_compressBound(bytes.size()));
  compressed.resize(ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), kLevel));
  return compressed;
}

Result<Bytes> decompress(BytesView compressed, std::size_t max_bytes) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream{ZSTD_createDStream(), &ZSTD_freeDStream};
  ZSTD_inBuffer input{compressed.data(), compressed.size(), 0};
  Bytes plain;
  std::size_t left = 1;
  while (left != 0) {
    const std::size_t before = plain.size();
    if (before >= max_bytes)
      return Error{ErrorCode::message_invalid, "zstd: more than " + std::to_string(max_bytes) + " bytes come out"};
    plain.resize(before + std::min(kChunkBytes, max_bytes - before));
    ZSTD_outBuffer output{plain.data() + before, plain.size() - before, 0};
    left = ZSTD_decompressStream(stream.get(), &output, &input);
    plain.resize(before + output.pos);
    if (ZSTD_isError(left) != 0)
      return Error{ErrorCode::message_invalid, std::string{"zstd: "} + ZSTD_getErrorName(left)};
    if (left != 0 && input.pos == input.size && output.pos == 0)
      return Error{ErrorCode::message_invalid, "zstd: the frame is cut off"};
  }
  if (input.pos != input.size) return Error{ErrorCode::message_invalid, "zstd: bytes after the frame"};
  return plain;
}

}  // namespace kazasu::sync
