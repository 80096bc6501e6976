#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "disk/memory_disk.hpp"

namespace kazasu::simulation {

/// A SQLite VFS over a MemoryDisk, registered under `name()` while it lives, with locks and shared memory as SQLite's
/// own has on unix. `detach` makes every file that is open now dead, as when its process is killed.
class DiskVfs {
 public:
  explicit DiskVfs(MemoryDisk& disk);
  ~DiskVfs();  ///< all databases on it must be closed
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Operations of files opened before fail from now on, and their locks are gone.
  void detach();

 private:
  friend struct DiskVfsMethods;
  static constexpr int kShmLocks = 8;

  /// What connections to one file share.
  struct Shared {
    int shared_locks = 0;
    const void* reserved = nullptr;
    const void* pending = nullptr;
    const void* exclusive = nullptr;
    std::vector<std::unique_ptr<std::vector<char>>> regions;
    std::array<int, kShmLocks> shm_shared{};
    std::array<const void*, kShmLocks> shm_exclusive{};
    int shm_users = 0;
  };

  std::string name_;
  sqlite3_vfs vfs_{};
  MemoryDisk& disk_;
  std::uint64_t life_ = 1;
  std::uint64_t temporary_ = 0;
  std::map<std::string, std::shared_ptr<Shared>> shared_;
};

}  // namespace kazasu::simulation
