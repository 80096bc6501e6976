#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/tuf.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::ledger {

/// Cuts a catalog into chunks of about 256 KiB, whatever its size, with memory for one of them.
class ChunkCutter {
 public:
  /// Takes each chunk in turn: what it is called, and its zstd frame.
  using Sink = std::function<Result<void>(const v1::CatalogChunk& chunk, const std::string& frame)>;

  explicit ChunkCutter(Sink sink) : sink_(std::move(sink)) {}

  /// The first chunk: a Catalog without rows. `limit_exceeded`: it is larger than a chunk may be.
  Result<void> header(const v1::Catalog& header) { return cut(header); }
  Result<void> member(v1::CatalogMember member);
  Result<void> product(v1::CatalogProduct product);
  Result<void> removed_account(const std::string& account_id);
  /// What is left; nothing is added after it.
  Result<void> finish();

 private:
  Result<void> added(std::size_t bytes);
  Result<void> cut(const v1::Catalog& catalog);

  Sink sink_;
  v1::Catalog rows_;
  std::size_t bytes_ = 0;  ///< of the rows, about
};

}  // namespace kazasu::ledger
