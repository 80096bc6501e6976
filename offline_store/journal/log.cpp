#include "journal/log.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace kazasu::journal {
namespace {

/// Of 4 KiB pages: about 4 MB. SQLite's own automatic checkpoint is at the same size.
constexpr int kFramesDue = 1000;
/// A commit of the largest entry may begin just before the checkpoint is due.
constexpr int kFramesSpare = 24;
constexpr sqlite3_int64 kLogHeaderBytes = 32;
constexpr sqlite3_int64 kFrameBytes = 4096 + 24;

int remember_frames(void* frames, sqlite3*, const char*, int count) {
  *static_cast<int*>(frames) = count;
  return SQLITE_OK;
}

void check(int status, const char* doing) {
  if (status != SQLITE_OK) throw SQLite::Exception(std::string{doing} + ": " + sqlite3_errstr(status), status);
}

}  // namespace

Log::Log(SQLite::Database& database) : database_(database) {
  // Takes the place of the automatic checkpoint, which is such a hook too.
  sqlite3_wal_hook(database_.getHandle(), remember_frames, &frames_);
}

Log::~Log() {
  sqlite3_wal_hook(database_.getHandle(), nullptr, nullptr);
}

void Log::checkpoint() {
  int frames = 0;
  int moved = 0;
  check(sqlite3_wal_checkpoint_v2(database_.getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &moved),
        "checkpoint");
  if (moved < frames) throw SQLite::Exception("checkpoint: a reader held it up", SQLITE_BUSY);
  frames_ = 0;
}

bool Log::is_due() const {
  return frames_ >= kFramesDue;
}

void Log::preallocate() {
  sqlite3_file* file = nullptr;
  check(sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &file), "log");
  if (file == nullptr || file->pMethods == nullptr) return;
  sqlite3_int64 size = 0;
  check(file->pMethods->xFileSize(file, &size), "size of the log");
  constexpr sqlite3_int64 wanted = kLogHeaderBytes + (kFramesDue + kFramesSpare) * kFrameBytes;
  if (size >= wanted) return;
  constexpr std::array<char, 65536> zeros{};
  while (size < wanted) {
    const auto part = std::min<sqlite3_int64>(wanted - size, zeros.size());
    check(file->pMethods->xWrite(file, zeros.data(), static_cast<int>(part), size), "preallocating the log");
    size += part;
  }
  check(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), "flushing the log");
}

void Log::leave_as_it_is() {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace kazasu::journal
