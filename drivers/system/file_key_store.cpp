#include "kazasu/drivers/system/file_key_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
constexpr off_t kSecretBytesMax = 1024 * 1024;

/// An open file that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error failed(std::string_view name, std::string_view doing, ErrorCode code = ErrorCode::file_unreadable) {
  return {code, "key " + std::string{name} + ": " + std::string{doing} + ": " + std::strerror(errno)};
}

bool write_all(int descriptor, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

FileKeyStore::FileKeyStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

Result<std::unique_ptr<FileKeyStore>> FileKeyStore::open(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return Error{ErrorCode::file_unreadable, std::string{"the key directory cannot be made: "} + std::strerror(errno)};
  }
  struct stat info {};
  if (::stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return Error{ErrorCode::file_unreadable, "the key directory cannot be read"};
  }
  if ((info.st_mode & kOthers) != 0) {
    return Error{ErrorCode::configuration_invalid, "the key directory is open to other users: set its mode to 0700"};
  }
  return std::unique_ptr<FileKeyStore>{new FileKeyStore{directory}};
}

Result<std::filesystem::path> FileKeyStore::path_of(std::string_view name) const {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain) return Error{ErrorCode::invalid_argument, "a key's name has only a-z, 0-9 and _"};
  return directory_ / name;
}

Result<Bytes> FileKeyStore::load(std::string_view name) {
  auto path = path_of(name);
  if (!path) return path.error();
  const File file{::open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (!file.open()) return failed(name, "cannot be opened", errno == ENOENT ? ErrorCode::key_missing : ErrorCode::file_unreadable);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return failed(name, "is not a file");
  if ((info.st_mode & kOthers) != 0) {
    return Error{ErrorCode::configuration_invalid, "key " + std::string{name} + ": other users may read it: set its mode to 0600"};
  }
  if (info.st_size > kSecretBytesMax) return Error{ErrorCode::limit_exceeded, "key " + std::string{name} + ": more than 1 MiB"};
  Bytes secret(static_cast<std::size_t>(info.st_size));
  std::size_t have = 0;
  while (have < secret.size()) {
    const ssize_t got = ::read(file.get(), secret.data() + have, secret.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed(name, "cannot be read");
    have += static_cast<std::size_t>(got);
  }
  return secret;
}

Result<void> FileKeyStore::store(std::string_view name, BytesView secret) {
  auto path = path_of(name);
  if (!path) return path.error();
  const std::string temporary = path->string() + ".new";
  {
    const File file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!file.open() || !write_all(file.get(), secret) || ::fsync(file.get()) != 0) return failed(name, "cannot be written");
  }
  if (::rename(temporary.c_str(), path->c_str()) != 0) return failed(name, "cannot be put in place");
  const File directory{::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory.open() || ::fsync(directory.get()) != 0) return failed(name, "its directory cannot be flushed");
  return {};
}

}  // namespace kazasu::drivers
