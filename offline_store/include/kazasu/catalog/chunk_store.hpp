#pragma once

#include <memory>
#include <optional>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

struct CatalogOptions;

/// What has arrived of a catalog that is being fetched, in a file beside the catalog, `….fetching`, sealed: a fetch
/// that was broken off goes on where it was. A chunk is there whole or not at all. Nothing in the file is precious: one
/// that is damaged is begun anew, as if nothing had arrived. Errors are of the disk. Thread: one at a time.
class ChunkStore {
 public:
  /// `entropy` must outlive it.
  ChunkStore(const CatalogOptions& options, Entropy& entropy);
  ~ChunkStore();
  ChunkStore(const ChunkStore&) = delete;
  ChunkStore& operator=(const ChunkStore&) = delete;

  /// Begins to fetch what `plan` says, in the caller's words. What was there goes.
  Result<void> begin(BytesView plan);
  /// The plan that was begun and not cleared, if any.
  std::optional<Bytes> plan();
  /// `name`: the SHA-256 of the chunk.
  Result<void> put(BytesView name, BytesView chunk);
  /// Nothing: it has not arrived, or cannot be read any more.
  std::optional<Bytes> chunk(BytesView name);
  bool has(BytesView name);
  /// Removes the file.
  void clear();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace kazasu::catalog
