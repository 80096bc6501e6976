#include "kazasu/drivers/system/file_key_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "system/file_descriptor.hpp"

namespace kazasu::drivers {
namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr mode_t kOthersMask = 0077;
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kSecretBytesMax = 64 * 1024;

Error failed(const std::string& what, int error) {
  return {ErrorCode::file_unreadable, what + ": " + std::generic_category().message(error)};
}

std::string octal(mode_t mode) {
  char text[8];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode & 07777));
  return text;
}

/// A secret that others can read is no secret: better no till than one whose keys are already out.
Result<void> check_private(const struct stat& status, const std::string& what, mode_t wanted) {
  if ((status.st_mode & kOthersMask) != 0) {
    return Error{ErrorCode::configuration_invalid,
                 what + " has mode " + octal(status.st_mode) + ", open to others than its owner; set " + octal(wanted)};
  }
  if (status.st_uid != geteuid()) {
    return Error{ErrorCode::configuration_invalid, what + " belongs to another user than the one this program runs as"};
  }
  return {};
}

Result<void> check_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name.size() > kNameMax || !std::all_of(name.begin(), name.end(), allowed)) {
    return Error{ErrorCode::invalid_argument, "a key's name is 1 to 64 characters of a-z, 0-9 and _"};
  }
  return {};
}

Result<Bytes> read_all(int file, std::size_t size, const std::string& what) {
  Bytes bytes(size);
  std::size_t read_bytes = 0;
  while (read_bytes < size) {
    const ssize_t got = ::read(file, bytes.data() + read_bytes, size - read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(what, errno);
    if (got == 0) return Error{ErrorCode::file_unreadable, what + " became shorter while it was read"};
    read_bytes += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<void> write_all(int file, BytesView bytes, const std::string& what) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed(what, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return failed(what, errno);
  return {};
}

}  // namespace

Result<std::unique_ptr<FileKeyStore>> FileKeyStore::open(const std::filesystem::path& directory) {
  const std::string what = "key directory";
  if (::mkdir(directory.c_str(), kDirectoryMode) != 0 && errno != EEXIST)
    return failed(what + " cannot be made", errno);
  FileDescriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened.ok()) return failed(what, errno);
  struct stat status {};
  if (::fstat(opened.get(), &status) != 0) return failed(what, errno);
  if (auto checked = check_private(status, what, kDirectoryMode); !checked) return checked.error();
  return std::unique_ptr<FileKeyStore>{new FileKeyStore{opened.release()}};
}

FileKeyStore::~FileKeyStore() {
  ::close(directory_);
}

Result<Bytes> FileKeyStore::load(std::string_view name) {
  if (auto checked = check_name(name); !checked) return checked.error();
  const std::string file_name{name};
  const std::string what = "key \"" + file_name + "\"";
  // O_NONBLOCK: a FIFO in the file's place must not hang the till.
  const FileDescriptor file{::openat(directory_, file_name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (!file.ok()) {
    if (errno == ENOENT) return Error{ErrorCode::key_missing, what + " is not in the key directory"};
    if (errno == ELOOP) return Error{ErrorCode::configuration_invalid, what + " is a symbolic link"};
    return failed(what, errno);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return failed(what, errno);
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::configuration_invalid, what + " is not a plain file"};
  if (auto checked = check_private(status, what, kFileMode); !checked) return checked.error();
  if (static_cast<std::uintmax_t>(status.st_size) > kSecretBytesMax) {
    return Error{ErrorCode::configuration_invalid, what + " has more than 64 KiB"};
  }
  return read_all(file.get(), static_cast<std::size_t>(status.st_size), what);
}

Result<void> FileKeyStore::store(std::string_view name, BytesView secret) {
  if (auto checked = check_name(name); !checked) return checked.error();
  const std::string file_name{name};
  const std::string what = "key \"" + file_name + "\"";
  if (secret.size() > kSecretBytesMax) return Error{ErrorCode::limit_exceeded, what + ": a secret has at most 64 KiB"};
  // No key's name has a dot, so a leftover of a power cut is never taken for a key; the next store removes it.
  const std::string draft = "." + file_name + ".new";
  if (::unlinkat(directory_, draft.c_str(), 0) != 0 && errno != ENOENT) return failed(what, errno);
  const FileDescriptor file{::openat(directory_, draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode)};
  if (!file.ok()) return failed(what, errno);
  auto written = write_all(file.get(), secret, what);
  if (written && ::renameat(directory_, draft.c_str(), directory_, file_name.c_str()) != 0)
    written = failed(what, errno);
  if (!written) {
    ::unlinkat(directory_, draft.c_str(), 0);
    return written.error();
  }
  if (::fsync(directory_) != 0) return failed(what, errno);
  return {};
}

}  // namespace kazasu::drivers
