#include "commit_watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace demo {

CommitWatch::CommitWatch(const std::filesystem::path& journal_directory)
    : descriptor_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (descriptor_ < 0 || ::inotify_add_watch(descriptor_, journal_directory.c_str(), IN_MODIFY) < 0) {
    throw std::runtime_error("the journal's directory cannot be watched");
  }
}

CommitWatch::~CommitWatch() {
  ::close(descriptor_);
}

bool CommitWatch::wait(std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (std::chrono::steady_clock::now() < deadline) {
    pollfd watched{descriptor_, POLLIN, 0};
    if (::poll(&watched, 1, 10) <= 0) continue;
    alignas(inotify_event) std::array<char, 4096> bytes;
    const ssize_t length = ::read(descriptor_, bytes.data(), bytes.size());
    for (ssize_t at = 0; at < length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(bytes.data() + at);
      if (event->len > 0 && std::strcmp(event->name, "journal.db-wal") == 0) return true;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
  return false;
}

}  // namespace demo
