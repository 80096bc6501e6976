#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace demo {
namespace {

[[noreturn]] void become(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                         int input, int output, const std::string& error_log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int errors = ::open(error_log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::map<std::string, std::string>& environment, const std::string& error_log) {
  int to_child[2], from_child[2];
  if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe can be had");
  }
  process_ = ::fork();
  if (process_ == 0) become(command, environment, to_child[0], from_child[1], error_log);
  ::close(to_child[0]);
  ::close(from_child[1]);
  input_ = to_child[1];
  output_ = from_child[0];
  if (process_ < 0) throw std::runtime_error("cannot start " + command.front());
}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    signal(SIGKILL);
    wait();
  }
  ::close(input_);
  ::close(output_);
}

void ChildProcess::write_line(const std::string& line) {
  const std::string text = line + "\n";
  (void)!::write(input_, text.data(), text.size());
}

std::optional<std::string> ChildProcess::read_line(std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (true) {
    if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd watched{output_, POLLIN, 0};
    if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    char bytes[4096];
    const ssize_t got = ::read(output_, bytes, sizeof bytes);
    if (got <= 0) return std::nullopt;
    buffer_.append(bytes, static_cast<std::size_t>(got));
  }
}

void ChildProcess::signal(int number) {
  if (process_ > 0) ::kill(process_, number);
}

int ChildProcess::wait() {
  if (process_ <= 0) return 0;
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string output_of(const std::vector<std::string>& command, const std::string& error_log) {
  ChildProcess child{command, {}, error_log};
  std::string output;
  while (const auto line = child.read_line(std::chrono::seconds{60})) output += *line + "\n";
  if (const int code = child.wait(); code != 0) {
    std::string text;
    for (const std::string& argument : command) text += argument + " ";
    throw std::runtime_error(text + "ended with " + std::to_string(code) + ":\n" + output);
  }
  return output;
}

}  // namespace demo
