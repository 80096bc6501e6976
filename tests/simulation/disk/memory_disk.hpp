#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "disk/page_file.hpp"
#include "random.hpp"

namespace kazasu::simulation {

/// What a power cut makes of what was written and not flushed (reliability: 3.1).
enum class Damage {
  none_kept,    ///< nothing of it reached the medium
  all_kept,     ///< all of it did
  prefix_kept,  ///< what was written first did
  any_subset,   ///< any sectors did, in any order; some halved or garbled
};

/// The files of a disk as they are on the medium.
using DiskImage = std::map<std::string, PageFile>;

/// A disk in memory that knows what is flushed and what is not. A file's name in its folder is durable once the folder
/// is flushed. Thread: one at a time.
class MemoryDisk {
 public:
  enum class Operation { create, write, truncate, sync, sync_folder, remove };

  MemoryDisk() = default;
  explicit MemoryDisk(DiskImage image);

  // What the file system does. All return false when they fail; then nothing of it happened, except that a failed flush
  // loses an unknown part of what it should have flushed while reads still show it (reliability: D3).
  bool create(const std::string& name);
  bool write(const std::string& name, std::span<const std::uint8_t> bytes, std::int64_t at);
  bool truncate(const std::string& name, std::int64_t size);
  bool sync(const std::string& name);
  bool sync_folder();
  bool remove(const std::string& name, bool and_sync_folder);
  bool read(const std::string& name, std::span<std::uint8_t> into, std::int64_t at, bool& whole);
  [[nodiscard]] bool exists(const std::string& name) const { return files_.contains(name); }
  [[nodiscard]] std::int64_t size(const std::string& name) const;

  // What happens to it.
  /// The medium after a power cut at this moment.
  [[nodiscard]] DiskImage after_power_cut(Damage damage, Random& random) const;
  /// The same disk goes on with what the cut left.
  void cut_power(Damage damage, Random& random);
  /// The whole as it reads now.
  [[nodiscard]] DiskImage image() const;
  void replace(DiskImage image);

  // What goes wrong on purpose.
  enum class Fault { none, error, full };
  /// Called before every operation; what it returns happens.
  std::function<Fault(Operation)> before_operation;
  /// Called before every read.
  std::function<Fault()> before_read;
  std::optional<std::int64_t> capacity_bytes;
  std::int64_t block_bytes = 4096;
  Random after_failed_flush{1};  ///< what is lost with a failed flush

  [[nodiscard]] std::int64_t free_bytes() const;
  /// Whether a power cut now could lose anything.
  [[nodiscard]] bool is_settled() const;
  [[nodiscard]] bool last_was_full() const { return last_was_full_; }
  [[nodiscard]] std::uint64_t bytes_written() const { return bytes_written_; }
  [[nodiscard]] std::uint64_t flushes() const { return flushes_; }
  /// Operations and reads that went wrong on purpose.
  [[nodiscard]] std::uint64_t faults() const { return faults_; }

 private:
  struct Change {
    std::int64_t at = 0;
    std::vector<std::uint8_t> bytes;  ///< empty with `zeros`: that many zeros
    std::int64_t zeros = 0;
    bool truncation = false;  ///< to `at`
  };
  struct Content {
    PageFile current;             ///< what reads show
    PageFile durable;             ///< what the medium has
    std::vector<Change> pending;  ///< from durable to what the last flush should keep
  };
  /// A name that came or went and is not durable yet.
  struct FolderChange {
    std::string name;
    bool removed = false;
    PageFile content;  ///< durable content of what was removed
  };

  bool may(Operation operation);
  static void apply(const Change& change, PageFile& file);
  static void apply_torn(const Change& change, PageFile& file, Random& random);
  static PageFile damaged(const Content& content, Damage damage, Random& random);

  std::map<std::string, Content> files_;
  std::vector<FolderChange> folder_;
  bool last_was_full_ = false;
  std::uint64_t bytes_written_ = 0;
  std::uint64_t flushes_ = 0;
  std::uint64_t faults_ = 0;
};

}  // namespace kazasu::simulation
