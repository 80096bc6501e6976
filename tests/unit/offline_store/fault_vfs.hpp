#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

/// A SQLite VFS over the system's whose n-th write or flush fails. It is registered under `name()` while it lives;
/// databases that use it must be closed before.
class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The n-th operation from now fails with a SQLite code, as in SQLITE_IOERR_FSYNC; with `lasting` also all after it.
  void fail_operation(std::int64_t n, int code, bool lasting = false);
  /// The same of flushes only.
  void fail_sync(std::int64_t n, int code);
  void clear();

  [[nodiscard]] std::int64_t operations() const { return writes_ + syncs_; }  ///< writes and flushes since it began
  [[nodiscard]] std::int64_t syncs() const { return syncs_; }

 private:
  friend struct FaultVfsMethods;
  int on_write();
  int on_sync();
  int on_operation();

  std::string name_;
  sqlite3_vfs vfs_{};
  sqlite3_vfs* system_ = nullptr;
  std::int64_t writes_ = 0;
  std::int64_t syncs_ = 0;
  std::int64_t failing_operation_ = 0;
  std::int64_t failing_sync_ = 0;
  int code_ = SQLITE_OK;
  bool lasting_ = false;
};
