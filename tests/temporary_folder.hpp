#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

/// A folder that is removed with everything in it. Its path is short: a socket's may have 107 bytes.
class TemporaryFolder {
 public:
  /// On the disk, where the system keeps such. Fails by std::system_error, which is a std::runtime_error.
  TemporaryFolder() : TemporaryFolder(std::filesystem::temp_directory_path()) {}
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 protected:
  explicit TemporaryFolder(const std::filesystem::path& parent) {
    std::string name = (parent / "kazasu-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error{errno, std::generic_category(), "making a temporary folder in " + parent.string()};
    }
    path_ = name;
  }

 private:
  std::filesystem::path path_;
};

/// In memory where there is such a place: for what is tested above the disk, where nothing is learned by waiting for
/// it.
class MemoryFolder : public TemporaryFolder {
 public:
  MemoryFolder() : TemporaryFolder(quick_place()) {}

 private:
  static std::filesystem::path quick_place() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  }
};
