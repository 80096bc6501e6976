#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/tuf.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::ledger {

/// How far a catalog shows the entries of terminals: by terminal and epoch, the seq.
using Covers = std::map<std::pair<std::string, std::uint64_t>, std::uint64_t>;

/// A way from one version to another that was made once for all terminals that carry the same members.
struct MadeStep {
  std::string area;      ///< whose members it has; "": all
  v1::CatalogStep step;  ///< without what it covers
  Covers covers;
  std::uint64_t members = 0;
  std::int64_t made_unix_ms = 0;
};

/// The chunks of catalogs, made once and served as they are. It can be made again at any time: a file that is damaged
/// is begun anew. Chunks hold what is personal and are sealed. Thread: any.
class ChunkFile {
 public:
  /// Where the chunks of a ledger's database lie.
  static std::filesystem::path beside(const std::filesystem::path& database);
  /// `seal_key`: 32 bytes. `vfs`: a registered SQLite VFS; "": the system's. The file is opened when it is needed.
  ChunkFile(std::filesystem::path file, std::string vfs, Bytes seal_key, Entropy& entropy);

  /// The newest whole catalog of an area, or nothing.
  std::optional<MadeStep> newest_whole(const std::string& area);
  /// The delta between two versions, if it was made before.
  std::optional<MadeStep> delta(const std::string& area, std::uint64_t base_version, std::uint64_t version);
  /// A chunk's frame; nothing if no step has it.
  std::optional<std::string> chunk(BytesView sha256);

  /// Begins a step: its chunks are added under the number that this returns, and are there for everybody once the step
  /// is completed. One that never is goes after a day.
  std::int64_t begin(std::int64_t now_unix_ms);
  void add(std::int64_t number, const v1::CatalogChunk& chunk, const std::string& frame);
  /// Steps that are older than a day go, but for the newest whole of each area.
  void complete(std::int64_t number, const MadeStep& made);

 private:
  template <class Body>
  auto on_database(Body body) -> decltype(body(std::declval<SQLite::Database&>()));
  void open();
  void remove_file();

  std::filesystem::path file_;
  std::string vfs_;
  Bytes seal_key_;
  Entropy& entropy_;
  std::mutex mutex_;
  std::optional<SQLite::Database> database_;
};

}  // namespace kazasu::ledger
