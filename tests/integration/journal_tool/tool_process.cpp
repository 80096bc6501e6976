#include "tool_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

extern char** environ;

namespace {

/// A temporary file that is gone already: what a program writes there is read when it has ended.
int unnamed_file() {
  std::string name = (std::filesystem::temp_directory_path() / "kazasu-tool-XXXXXX").string();
  const int opened = ::mkostemp(name.data(), O_CLOEXEC);
  REQUIRE(opened >= 0);
  ::unlink(name.c_str());
  return opened;
}

std::string content_of(int file) {
  std::string content;
  std::array<char, 65536> block{};
  ssize_t count = 0;
  while ((count = ::pread(file, block.data(), block.size(), static_cast<off_t>(content.size()))) > 0) {
    content.append(block.data(), static_cast<std::size_t>(count));
  }
  ::close(file);
  return content;
}

}  // namespace

Ran kazasu_tool(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{KAZASU_BINARY_DIR "/kazasu"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int output = unnamed_file();
  const int errors = unnamed_file();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  pid_t process = -1;
  const int failed = ::posix_spawn(&process, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(failed == 0);
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  Ran ran;
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.output = content_of(output);
  ran.errors = content_of(errors);
  return ran;
}
