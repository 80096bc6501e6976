#include "journal/disk.hpp"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

std::optional<std::uint64_t> free_bytes(SQLite::Database& database, const std::filesystem::path& file) {
  std::int64_t told = 0;
  if (sqlite3_file_control(database.getHandle(), "main", kVfsFreeBytes, &told) == SQLITE_OK) {
    return static_cast<std::uint64_t>(told);
  }
  struct statvfs disk {};
  if (::statvfs(folder_of(file).c_str(), &disk) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

void flush_folder(SQLite::Database& database, const std::filesystem::path& file) {
  const int told = sqlite3_file_control(database.getHandle(), "main", kVfsFlushFolder, nullptr);
  if (told == SQLITE_OK) return;
  if (told != SQLITE_NOTFOUND) throw SQLite::Exception("flushing the folder", told);
  const int folder = ::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) throw SQLite::Exception(std::string{"opening the folder: "} + std::strerror(errno), SQLITE_CANTOPEN);
  const int flushed = ::fsync(folder);
  const int why = errno;
  ::close(folder);
  // A file system that cannot flush a folder says so at once (EINVAL); it has nothing to lose by it.
  if (flushed != 0 && why != EINVAL) {
    throw SQLite::Exception(std::string{"flushing the folder: "} + std::strerror(why), SQLITE_IOERR);
  }
}

}  // namespace kazasu::journal
