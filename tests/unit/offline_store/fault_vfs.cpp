#include "offline_store/fault_vfs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

struct File {
  sqlite3_file base;  // first: SQLite knows the file by it
  FaultVfs* vfs;
  sqlite3_file* system;  // in the bytes after this
};

sqlite3_file* system_file(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->system;
}

}  // namespace

/// What SQLite calls.
struct FaultVfsMethods {
  static FaultVfs& vfs_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->vfs; }

  static int close(sqlite3_file* file) { return system_file(file)->pMethods->xClose(system_file(file)); }
  static int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
    return system_file(file)->pMethods->xRead(system_file(file), bytes, count, at);
  }
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (const int code = vfs_of(file).on_write(); code != SQLITE_OK) return code;
    return system_file(file)->pMethods->xWrite(system_file(file), bytes, count, at);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return system_file(file)->pMethods->xTruncate(system_file(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (const int code = vfs_of(file).on_sync(); code != SQLITE_OK) return code;
    return system_file(file)->pMethods->xSync(system_file(file), flags);
  }
  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return system_file(file)->pMethods->xFileSize(system_file(file), size);
  }
  static int lock(sqlite3_file* file, int level) {
    return system_file(file)->pMethods->xLock(system_file(file), level);
  }
  static int unlock(sqlite3_file* file, int level) {
    return system_file(file)->pMethods->xUnlock(system_file(file), level);
  }
  static int check_reserved_lock(sqlite3_file* file, int* result) {
    return system_file(file)->pMethods->xCheckReservedLock(system_file(file), result);
  }
  static int file_control(sqlite3_file* file, int operation, void* argument) {
    return system_file(file)->pMethods->xFileControl(system_file(file), operation, argument);
  }
  static int sector_size(sqlite3_file* file) { return system_file(file)->pMethods->xSectorSize(system_file(file)); }
  static int device_characteristics(sqlite3_file* file) {
    return system_file(file)->pMethods->xDeviceCharacteristics(system_file(file));
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* opened, int flags, int* flags_out) {
    // Version 1 has no shared memory: a journal that needs any cannot be opened here.
    static constexpr sqlite3_io_methods kMethods{.iVersion = 1,
                                                 .xClose = close,
                                                 .xRead = read,
                                                 .xWrite = write,
                                                 .xTruncate = truncate,
                                                 .xSync = sync,
                                                 .xFileSize = file_size,
                                                 .xLock = lock,
                                                 .xUnlock = unlock,
                                                 .xCheckReservedLock = check_reserved_lock,
                                                 .xFileControl = file_control,
                                                 .xSectorSize = sector_size,
                                                 .xDeviceCharacteristics = device_characteristics,
                                                 .xShmMap = nullptr,
                                                 .xShmLock = nullptr,
                                                 .xShmBarrier = nullptr,
                                                 .xShmUnmap = nullptr,
                                                 .xFetch = nullptr,
                                                 .xUnfetch = nullptr};
    auto* file = reinterpret_cast<File*>(opened);
    auto& owner = *static_cast<FaultVfs*>(vfs->pAppData);
    file->base.pMethods = nullptr;
    file->vfs = &owner;
    file->system = reinterpret_cast<sqlite3_file*>(file + 1);
    const int code = owner.system_->xOpen(owner.system_, name, file->system, flags, flags_out);
    if (file->system->pMethods != nullptr) file->base.pMethods = &kMethods;
    return code;
  }
};

FaultVfs::FaultVfs() : name_("kazasu_fault_" + std::to_string(reinterpret_cast<std::uintptr_t>(this))) {
  system_ = sqlite3_vfs_find(nullptr);
  REQUIRE(system_ != nullptr);
  vfs_ = *system_;
  vfs_.zName = name_.c_str();
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_->szOsFile;
  vfs_.xOpen = FaultVfsMethods::open;
  REQUIRE(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

void FaultVfs::fail_operation(std::int64_t n, int code, bool lasting) {
  clear();
  failing_operation_ = operations() + n;
  code_ = code;
  lasting_ = lasting;
}

void FaultVfs::fail_sync(std::int64_t n, int code) {
  clear();
  failing_sync_ = syncs_ + n;
  code_ = code;
}

void FaultVfs::clear() {
  failing_operation_ = 0;
  failing_sync_ = 0;
}

int FaultVfs::on_write() {
  ++writes_;
  return on_operation();
}

int FaultVfs::on_sync() {
  ++syncs_;
  if (syncs_ == failing_sync_) return code_;
  return on_operation();
}

int FaultVfs::on_operation() {
  if (failing_operation_ == 0) return SQLITE_OK;
  const bool fails = lasting_ ? operations() >= failing_operation_ : operations() == failing_operation_;
  return fails ? code_ : SQLITE_OK;
}
