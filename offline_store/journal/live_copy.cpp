#include "journal/live_copy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

namespace kazasu::journal {
namespace {

constexpr int kTries = 50;
constexpr std::chrono::milliseconds kPause{20};
constexpr std::size_t kBlockBytes = 1024UL * 1024;
/// Of a write-ahead log (sqlite.org/fileformat2.html, section 4.1).
constexpr std::size_t kHeaderBytes = 32;
/// Where SQLite's locks lie (os.h: PENDING_BYTE, and the 512 bytes from it).
constexpr off_t kLockBytesAt = 0x40000000;
constexpr off_t kLockBytes = 512;

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags) : number_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool ok() const { return number_ >= 0; }

 private:
  int number_;
};

bool copy_content(const Descriptor& from, const Descriptor& to) {
  const auto block = std::make_unique<std::array<char, kBlockBytes>>();
  off_t at = 0;
  while (true) {
    const ssize_t count = ::pread(from.number(), block->data(), block->size(), at);
    if (count == 0) return true;
    if (count < 0) return false;
    for (ssize_t done = 0; done < count;) {
      const ssize_t written =
          ::pwrite(to.number(), block->data() + done, static_cast<std::size_t>(count - done), at + done);
      if (written <= 0) return false;
      done += written;
    }
    at += count;
  }
}

using Header = std::array<char, kHeaderBytes>;
Header header_of(const Descriptor& log) {
  Header header{};
  if (log.ok() && ::pread(log.number(), header.data(), header.size(), 0) < 0) header.fill(0);
  return header;
}

/// Whether `file` still is what the descriptor has open; two that are not there are the same.
bool still_is(const std::filesystem::path& file, const Descriptor& opened) {
  struct stat by_name {
  }, by_number{};
  const bool is_there = ::stat(file.c_str(), &by_name) == 0;
  if (!opened.ok()) return !is_there;
  return is_there && ::fstat(opened.number(), &by_number) == 0 && by_name.st_ino == by_number.st_ino &&
         by_name.st_dev == by_number.st_dev;
}

enum class Attempt { whole, moved, no_room };

Attempt copy_once(const std::filesystem::path& file, const Descriptor& database, const std::filesystem::path& copy) {
  const std::filesystem::path log_file = file.string() + "-wal";
  const Descriptor log{log_file, O_RDONLY};
  const Header before = header_of(log);
  const Descriptor to{copy, O_WRONLY | O_CREAT | O_TRUNC};
  if (!to.ok() || !copy_content(database, to)) return Attempt::no_room;
  if (log.ok()) {
    const Descriptor log_to{copy.string() + "-wal", O_WRONLY | O_CREAT | O_TRUNC};
    if (!log_to.ok() || !copy_content(log, log_to)) return Attempt::no_room;
  }
  const bool same = header_of(log) == before && still_is(log_file, log) && still_is(file, database);
  return same ? Attempt::whole : Attempt::moved;
}

}  // namespace

bool is_open_in_this_process(const std::filesystem::path& file) {
  struct stat wanted {};
  if (::stat(file.c_str(), &wanted) != 0) return false;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", failed}) {
    struct stat opened {};
    if (::stat(entry.path().c_str(), &opened) == 0 && opened.st_ino == wanted.st_ino && opened.st_dev == wanted.st_dev)
      return true;
  }
  return false;
}

bool is_locked_by_another_process(const std::filesystem::path& file) {
  if (is_open_in_this_process(file)) return false;
  const Descriptor opened{file, O_RDONLY};
  if (!opened.ok()) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockBytesAt;
  lock.l_len = kLockBytes;
  return ::fcntl(opened.number(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

Result<void> copy_live(const std::filesystem::path& file, const std::filesystem::path& copy) {
  const Descriptor database{file, O_RDONLY};
  if (!database.ok())
    return Error{ErrorCode::file_unreadable, "journal.db: cannot be opened: " + std::string{std::strerror(errno)}};
  for (int i = 0; i < kTries; ++i) {
    switch (copy_once(file, database, copy)) {
      case Attempt::whole: return {};
      case Attempt::no_room:
        return Error{ErrorCode::journal_full,
                     "the private copy of journal.db cannot be written: make room in the folder for temporary files, "
                     "or set TMPDIR to another one"};
      case Attempt::moved: std::this_thread::sleep_for(kPause);
    }
  }
  return Error{ErrorCode::journal_in_use, "journal.db: it changed all the time; try again"};
}

}  // namespace kazasu::journal
