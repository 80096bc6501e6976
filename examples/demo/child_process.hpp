#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace demo {

/// Another program, with its standard input and output in our hands. It dies with us.
class ChildProcess {
 public:
  /// Standard error goes to `error_log`.
  ChildProcess(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
               const std::string& error_log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void write_line(const std::string& line);
  /// The next line, or nothing when there is none within the time or the program has ended.
  std::optional<std::string> read_line(std::chrono::milliseconds within);
  void signal(int number);
  /// Waits for the end; the exit code, or 128 and the signal's number.
  int wait();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string buffer_;
};

/// Runs a program to its end and gives its standard output; throws std::runtime_error when it fails.
std::string output_of(const std::vector<std::string>& command, const std::string& error_log);

}  // namespace demo
