#include "offers/chunk_cutter.hpp"

#include <utility>

#include "kazasu/proto/tuf.hpp"
#include "kazasu/proto/zstd.hpp"

namespace kazasu::ledger {
namespace {

/// Some 2,500 members, half as many bytes on the line: one comes within the deadline of an exchange at 64 kbit/s, and
/// 10 million members make 4,000, whose names a release holds.
constexpr std::size_t kCutAtBytes = 256 * 1024;
/// A row's tag and length.
constexpr std::size_t kRowOverhead = 6;

}  // namespace

Result<void> ChunkCutter::member(v1::CatalogMember member) {
  const std::size_t bytes = member.ByteSizeLong();
  *rows_.add_members() = std::move(member);
  return added(bytes);
}

Result<void> ChunkCutter::product(v1::CatalogProduct product) {
  const std::size_t bytes = product.ByteSizeLong();
  *rows_.add_products() = std::move(product);
  return added(bytes);
}

Result<void> ChunkCutter::removed_account(const std::string& account_id) {
  rows_.add_removed_accounts(account_id);
  return added(account_id.size());
}

Result<void> ChunkCutter::finish() {
  if (bytes_ == 0) return {};
  auto done = cut(rows_);
  rows_.Clear();
  bytes_ = 0;
  return done;
}

Result<void> ChunkCutter::added(std::size_t bytes) {
  bytes_ += bytes + kRowOverhead;
  return bytes_ < kCutAtBytes ? Result<void>{} : finish();
}

Result<void> ChunkCutter::cut(const v1::Catalog& catalog) {
  const std::string plain = catalog.SerializeAsString();
  const std::string frame = proto::zstd_compress(plain);
  if (plain.size() > proto::kCatalogChunkPlainBytesMax || frame.size() > proto::kCatalogChunkBytesMax) {
    return Error{ErrorCode::limit_exceeded, "offers or a row of the catalog are larger than a chunk may be"};
  }
  v1::CatalogChunk chunk;
  chunk.set_sha256(std::string{as_text(proto::sha256(as_bytes(frame)))});
  chunk.set_bytes(static_cast<std::uint32_t>(frame.size()));
  chunk.set_plain_bytes(static_cast<std::uint32_t>(plain.size()));
  return sink_(chunk, frame);
}

}  // namespace kazasu::ledger
