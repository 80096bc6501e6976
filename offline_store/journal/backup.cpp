#include "journal/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "journal/schema.hpp"
#include "kazasu/journal/journal_reader.hpp"

namespace kazasu::journal {
namespace {

constexpr int kAllPages = -1;

/// Removes what was begun unless it was finished.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path file) : file_(std::move(file)) {}
  ~Unfinished() {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-journal", "-shm"})
      std::filesystem::remove(file_.string() + ending, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

void copy_all(SQLite::Database& from, const std::filesystem::path& file) {
  SQLite::Database copy{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  {
    SQLite::Backup backup{copy, from};
    if (const int status = backup.executeStep(kAllPages); status != SQLITE_DONE) {
      throw SQLite::Exception(sqlite3_errstr(status), status);
    }
  }
  copy.exec("PRAGMA locking_mode=EXCLUSIVE");
  if (auto migrated = migrate(copy); !migrated) throw SQLite::Exception(migrated.error().detail, SQLITE_CORRUPT);
  copy.exec("INSERT OR REPLACE INTO copied (only, head_seq) SELECT 1, coalesce(max(seq), 0) FROM entry");
}

Result<void> check_copy(const std::filesystem::path& file) {
  auto reader = JournalReader::open(file);
  if (!reader) return reader.error();
  auto verified = (*reader)->for_each([](const v1::Entry&) { return true; });
  if (!verified) return verified.error();
  if (!verified->fault) return {};
  return Error{ErrorCode::journal_corrupt, "backup: entry " + std::to_string(verified->fault->seq) + ": " +
                                               verified->fault->what + ": nothing was kept; see journal verify"};
}

}  // namespace

bool flush_to_disk(const std::filesystem::path& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool flushed = ::fsync(opened) == 0;
  ::close(opened);
  return flushed;
}

Result<void> back_up(SQLite::Database& from, const std::filesystem::path& file) {
  std::error_code ignored;
  const Error taken{ErrorCode::invalid_argument, "backup: the file exists already; name one that does not"};
  if (std::filesystem::exists(file, ignored)) return taken;
  const Unfinished part{file.string() + ".part-" + std::to_string(::getpid())};
  // Readable to its owner before the first byte is in it.
  const int made = ::open(part.file().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0)
    return Error{ErrorCode::file_unreadable, "backup: the file cannot be made: " + std::string{std::strerror(errno)}};
  ::close(made);
  copy_all(from, part.file());
  if (!flush_to_disk(part.file()))
    return Error{ErrorCode::journal_failed, "backup: it could not be flushed to its disk"};
  if (auto checked = check_copy(part.file()); !checked) return checked;
  if (::renameat2(AT_FDCWD, part.file().c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return taken;
    return Error{ErrorCode::file_unreadable,
                 "backup: it cannot be given its name: " + std::string{std::strerror(errno)}};
  }
  if (flush_to_disk(std::filesystem::absolute(file, ignored).parent_path())) return {};
  return Error{ErrorCode::journal_failed, "backup: its folder could not be flushed to its disk"};
}

}  // namespace kazasu::journal
