#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "offline_store/store_fixture.hpp"

/// A real file system of a few MB, mounted in a mount namespace of a child process.
struct SmallDisk {
  enum class Kind {
    tmpfs,
    ext4_1k,  ///< blocks of 1 KiB, where a shared memory map of a log can have holes (reliability: D5)
  };
  Kind kind = Kind::tmpfs;
  int megabytes = 12;
};

namespace small_disk {

inline constexpr int kMountNotAllowed = 99;

inline bool run(std::vector<std::string> command) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDERR_FILENO);
    ::dup2(nowhere, STDOUT_FILENO);
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Seen by this process alone.
inline bool mount(const SmallDisk& disk, const std::filesystem::path& folder, const std::filesystem::path& image) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  const std::string size = std::to_string(disk.megabytes) + "m";
  if (disk.kind == SmallDisk::Kind::tmpfs) {
    return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  return run({"mkfs.ext4", "-q", "-F", "-m", "0", "-b", "1024", image.string(), size}) &&
         run({"mount", "-o", "loop", image.string(), folder.string()});
}

inline void fill(const std::filesystem::path& ballast, std::uint64_t leave_bytes = 0) {
  std::ofstream file{ballast, std::ios::app};
  while (std::filesystem::space(ballast.parent_path()).available > leave_bytes && file << std::string(4096, 'b')
                                                                                       << std::flush) {
  }
}

}  // namespace small_disk

/// Runs `steps` in a child on such a disk; they return the number of the step that went wrong, or 0.
template <class Steps>
void run_on(const SmallDisk& disk, const Steps& steps) {
  const MemoryFolder folder;
  const MemoryFolder beside;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const bool mounted = small_disk::mount(disk, folder.path(), beside / "image");
    ::_exit(mounted ? steps(folder) : small_disk::kMountNotAllowed);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));  // and not by SIGBUS
  if (WEXITSTATUS(status) == small_disk::kMountNotAllowed) SKIP("such a file system cannot be mounted here");
  CHECK(WEXITSTATUS(status) == 0);
}
