#pragma once

#include <chrono>
#include <filesystem>

namespace demo {

/// Sees a journal's log file being written, which is the moment between a commit's write and its flush.
class CommitWatch {
 public:
  explicit CommitWatch(const std::filesystem::path& journal_directory);
  ~CommitWatch();
  CommitWatch(const CommitWatch&) = delete;
  CommitWatch& operator=(const CommitWatch&) = delete;

  /// True as soon as the log is written to.
  bool wait(std::chrono::milliseconds within);

 private:
  int descriptor_;
};

}  // namespace demo
