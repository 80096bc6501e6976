#include "disk/disk_vfs.hpp"

#include <cstring>
#include <new>
#include <stdexcept>

#include "kazasu/journal/journal.hpp"

namespace kazasu::simulation {

/// What SQLite calls.
struct DiskVfsMethods {
  struct State {
    DiskVfs* vfs = nullptr;
    std::string name;
    std::uint64_t life = 0;
    std::shared_ptr<DiskVfs::Shared> shared;
    int level = SQLITE_LOCK_NONE;
    bool remove_on_close = false;
    bool sync_folder_once = false;  ///< a new log or journal: SQLite's unix VFS flushes its folder with its first flush
    bool has_shm = false;
    std::uint8_t shm_shared = 0;  ///< one bit a lock
    std::uint8_t shm_exclusive = 0;
  };
  struct File {
    sqlite3_file base;  // first: SQLite knows the file by it
    State* state;
  };

  static State& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->state; }
  static bool dead(const State& state) { return state.life != state.vfs->life_; }
  static MemoryDisk& disk(const State& state) { return state.vfs->disk_; }
  static int code(const State& state, int otherwise) { return disk(state).last_was_full() ? SQLITE_FULL : otherwise; }

  static void drop_locks(State& state) {
    DiskVfs::Shared& shared = *state.shared;
    if (state.level >= SQLITE_LOCK_SHARED) --shared.shared_locks;
    for (const void** owner : {&shared.reserved, &shared.pending, &shared.exclusive}) {
      if (*owner == &state) *owner = nullptr;
    }
    state.level = SQLITE_LOCK_NONE;
  }

  static int close(sqlite3_file* file) {
    State* state = &of(file);
    if (!dead(*state)) {
      if (state->has_shm) shm_unmap(file, 0);
      drop_locks(*state);
      if (state->remove_on_close) disk(*state).remove(state->name, false);
    }
    delete state;
    reinterpret_cast<File*>(file)->state = nullptr;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
    State& state = of(file);
    bool whole = false;
    const std::span into{static_cast<std::uint8_t*>(bytes), static_cast<std::size_t>(count)};
    if (dead(state) || !disk(state).read(state.name, into, at, whole)) return SQLITE_IOERR_READ;
    return whole ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    State& state = of(file);
    const std::span from{static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(count)};
    if (dead(state)) return SQLITE_IOERR_WRITE;
    return disk(state).write(state.name, from, at) ? SQLITE_OK : code(state, SQLITE_IOERR_WRITE);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    State& state = of(file);
    if (dead(state)) return SQLITE_IOERR_TRUNCATE;
    return disk(state).truncate(state.name, size) ? SQLITE_OK : code(state, SQLITE_IOERR_TRUNCATE);
  }

  static int sync(sqlite3_file* file, int) {
    State& state = of(file);
    if (dead(state) || !disk(state).sync(state.name)) return SQLITE_IOERR_FSYNC;
    if (state.sync_folder_once) {
      state.sync_folder_once = false;
      // A folder's flush that fails goes unreported (reliability: D7).
      disk(state).sync_folder();
    }
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    State& state = of(file);
    if (dead(state)) return SQLITE_IOERR_FSTAT;
    *size = disk(state).size(state.name);
    return SQLITE_OK;
  }

  static int lock(sqlite3_file* file, int level) {
    State& state = of(file);
    if (dead(state)) return SQLITE_IOERR_LOCK;
    if (state.level >= level) return SQLITE_OK;
    DiskVfs::Shared& shared = *state.shared;
    const auto others = [&](const void* owner) { return owner != nullptr && owner != &state; };
    if (level == SQLITE_LOCK_SHARED) {
      if (others(shared.pending) || others(shared.exclusive)) return SQLITE_BUSY;
      ++shared.shared_locks;
    } else if (level == SQLITE_LOCK_RESERVED) {
      if (others(shared.reserved) || others(shared.pending) || others(shared.exclusive)) return SQLITE_BUSY;
      shared.reserved = &state;
    } else {
      if (others(shared.reserved) || others(shared.pending) || others(shared.exclusive)) return SQLITE_BUSY;
      shared.pending = &state;
      if (shared.shared_locks > 1) {
        state.level = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
      shared.exclusive = &state;
    }
    state.level = level;
    return SQLITE_OK;
  }

  static int unlock(sqlite3_file* file, int level) {
    State& state = of(file);
    if (dead(state)) return SQLITE_OK;
    if (state.level <= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_NONE) {
      drop_locks(state);
      return SQLITE_OK;
    }
    DiskVfs::Shared& shared = *state.shared;
    for (const void** owner : {&shared.reserved, &shared.pending, &shared.exclusive}) {
      if (*owner == &state) *owner = nullptr;
    }
    state.level = SQLITE_LOCK_SHARED;
    return SQLITE_OK;
  }

  static int check_reserved_lock(sqlite3_file* file, int* result) {
    *result = of(file).shared->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  static int file_control(sqlite3_file* file, int operation, void* argument) {
    State& state = of(file);
    if (operation == journal::kVfsFreeBytes) {
      *static_cast<std::int64_t*>(argument) = disk(state).free_bytes();
      return SQLITE_OK;
    }
    if (operation == journal::kVfsFlushFolder) {
      return !dead(state) && disk(state).sync_folder() ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
    }
    return SQLITE_NOTFOUND;
  }
  static int sector_size(sqlite3_file*) { return 4096; }
  /// As SQLite's unix VFS: a write damages nothing outside of itself.
  static int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
    State& state = of(file);
    if (dead(state)) return SQLITE_IOERR_SHMMAP;
    DiskVfs::Shared& shared = *state.shared;
    if (!state.has_shm) {
      state.has_shm = true;
      ++shared.shm_users;
    }
    const auto place = static_cast<std::size_t>(region);
    if (place >= shared.regions.size()) {
      if (extend == 0) {
        *memory = nullptr;
        return SQLITE_OK;
      }
      while (place >= shared.regions.size()) {
        shared.regions.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
      }
    }
    *memory = shared.regions[place]->data();
    return SQLITE_OK;
  }

  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    State& state = of(file);
    if (dead(state)) return SQLITE_IOERR_SHMLOCK;
    DiskVfs::Shared& shared = *state.shared;
    for (int i = offset; i < offset + count && (flags & SQLITE_SHM_LOCK) != 0; ++i) {
      const auto slot = static_cast<std::size_t>(i);
      const bool mine = (state.shm_shared >> slot & 1U) != 0;
      if (shared.shm_exclusive[slot] != nullptr && shared.shm_exclusive[slot] != &state) return SQLITE_BUSY;
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && shared.shm_shared[slot] > (mine ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + count; ++i) set_shm_lock(state, static_cast<std::size_t>(i), flags);
    return SQLITE_OK;
  }

  static void set_shm_lock(State& state, std::size_t slot, int flags) {
    DiskVfs::Shared& shared = *state.shared;
    const auto bit = static_cast<std::uint8_t>(1U << slot);
    const bool locking = (flags & SQLITE_SHM_LOCK) != 0;
    if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
      if (locking) {
        shared.shm_exclusive[slot] = &state;
        state.shm_exclusive |= bit;
      } else if ((state.shm_exclusive & bit) != 0) {
        shared.shm_exclusive[slot] = nullptr;
        state.shm_exclusive = static_cast<std::uint8_t>(state.shm_exclusive & ~bit);
      }
      return;
    }
    const bool held = (state.shm_shared & bit) != 0;
    if (locking && !held) {
      ++shared.shm_shared[slot];
      state.shm_shared |= bit;
    } else if (!locking && held) {
      --shared.shm_shared[slot];
      state.shm_shared = static_cast<std::uint8_t>(state.shm_shared & ~bit);
    }
  }

  static void shm_barrier(sqlite3_file*) {}

  static int shm_unmap(sqlite3_file* file, int) {
    State& state = of(file);
    if (!state.has_shm || dead(state)) return SQLITE_OK;
    for (std::size_t slot = 0; slot < DiskVfs::kShmLocks; ++slot) {
      set_shm_lock(state, slot, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
      set_shm_lock(state, slot, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
    }
    state.has_shm = false;
    if (--state.shared->shm_users == 0) state.shared->regions.clear();
    return SQLITE_OK;
  }

  static const sqlite3_io_methods& methods() {
    static constexpr sqlite3_io_methods kMethods{.iVersion = 2,
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
                                                 .xShmMap = shm_map,
                                                 .xShmLock = shm_lock,
                                                 .xShmBarrier = shm_barrier,
                                                 .xShmUnmap = shm_unmap,
                                                 .xFetch = nullptr,
                                                 .xUnfetch = nullptr};
    return kMethods;
  }

  static DiskVfs& owner(sqlite3_vfs* vfs) { return *static_cast<DiskVfs*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* opened, int flags, int* flags_out) {
    auto* file = reinterpret_cast<File*>(opened);
    file->base.pMethods = nullptr;
    DiskVfs& own = owner(vfs);
    std::string path = name != nullptr ? name : "temporary-" + std::to_string(++own.temporary_);
    const bool is_new = !own.disk_.exists(path);
    if (is_new && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (is_new && !own.disk_.create(path)) return own.disk_.last_was_full() ? SQLITE_FULL : SQLITE_CANTOPEN;
    auto& shared = own.shared_[path];
    if (!shared) shared = std::make_shared<DiskVfs::Shared>();
    constexpr int kOfCommits = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
    file->state = new State{.vfs = &own,
                            .name = path,
                            .life = own.life_,
                            .shared = shared,
                            .remove_on_close = name == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0,
                            .sync_folder_once = is_new && (flags & kOfCommits) != 0};
    file->base.pMethods = &methods();
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    DiskVfs& own = owner(vfs);
    if (!own.disk_.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    return own.disk_.remove(name, sync_folder != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* result) {
    *result = owner(vfs).disk_.exists(name) ? 1 : 0;
    return SQLITE_OK;
  }

  static int full_pathname(sqlite3_vfs*, const char* name, int size, char* full) {
    if (std::strlen(name) + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(full, name);
    return SQLITE_OK;
  }

  static int randomness(sqlite3_vfs*, int count, char* bytes) {
    std::memset(bytes, 0x5A, static_cast<std::size_t>(count));
    return count;
  }
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int current_time(sqlite3_vfs*, double* julian_days) {
    *julian_days = 2461000.5;
    return SQLITE_OK;
  }
  static int current_time_ms(sqlite3_vfs*, sqlite3_int64* ms) {
    *ms = 2461000LL * 86'400'000;
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

DiskVfs::DiskVfs(MemoryDisk& disk)
    : name_("kazasu_disk_" + std::to_string(reinterpret_cast<std::uintptr_t>(this))), disk_(disk) {
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(DiskVfsMethods::File));
  vfs_.mxPathname = 512;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = DiskVfsMethods::open;
  vfs_.xDelete = DiskVfsMethods::remove;
  vfs_.xAccess = DiskVfsMethods::access;
  vfs_.xFullPathname = DiskVfsMethods::full_pathname;
  vfs_.xRandomness = DiskVfsMethods::randomness;
  vfs_.xSleep = DiskVfsMethods::sleep;
  vfs_.xCurrentTime = DiskVfsMethods::current_time;
  vfs_.xGetLastError = DiskVfsMethods::last_error;
  vfs_.xCurrentTimeInt64 = DiskVfsMethods::current_time_ms;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("SQLite takes no VFS");
}

DiskVfs::~DiskVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

void DiskVfs::detach() {
  ++life_;
  shared_.clear();
}

}  // namespace kazasu::simulation
