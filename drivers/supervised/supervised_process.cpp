#include "supervised/supervised_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

namespace kazasu::drivers {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kGoodOrder = 20ms;  // closing a chip takes three commands: some 10 ms at 115,200 baud
constexpr auto kKillPatience = 500ms;

class SpawnSettings {
 public:
  SpawnSettings(int socket, int shared) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    // Onto itself it clears close-on-exec (glibc since 2.29).
    ::posix_spawn_file_actions_adddup2(&actions_, socket, kHelperSocket);
    if (shared >= 0) ::posix_spawn_file_actions_adddup2(&actions_, shared, kHelperShared);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions_, standard, "/dev/null", O_RDWR, 0);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t* actions() { return &actions_; }
  posix_spawnattr_t* attributes() { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// How it ended, for the engineer.
std::string end_of(int status) {
  if (WIFSIGNALED(status)) return std::string{"signal "} + std::to_string(WTERMSIG(status));
  return "exit status " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : status);
}

int left_ms(Steady::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

/// Waits on a thread of its own for a process that the kernel cannot end yet (a device's driver hangs, or the machine
/// is overloaded), so that nothing of it stays behind.
void reap_later(pid_t process) {
  try {
    std::thread{[process] { ::waitpid(process, nullptr, 0); }}.detach();
  } catch (const std::system_error&) {
    // No thread can be had: what is left of the process goes with this one.
  }
}

}  // namespace

std::string helper_path(const std::string& program, const std::string& installed) {
  std::error_code none;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / program;
  if (!none && ::access(beside.c_str(), X_OK) == 0) return beside;
  return installed;
}

Result<SupervisedProcess> SupervisedProcess::start(const HelperProgram& program, int stop_event) {
  if (::access(program.path.c_str(), X_OK) != 0)
    return Error{ErrorCode::device_not_found, program.path + ": the " + program.name + " program is not there"};
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{ErrorCode::internal, program.name + ": no socket: " + std::generic_category().message(errno)};
  FileDescriptor own{ends[0]};
  // Above both of its descriptors, so that putting one in its place does not close the other.
  const FileDescriptor helpers{::fcntl(ends[1], F_DUPFD_CLOEXEC, kHelperShared + 1)};
  ::close(ends[1]);
  const FileDescriptor shared{program.shared < 0 ? -1 : ::fcntl(program.shared, F_DUPFD_CLOEXEC, kHelperShared + 1)};
  if (!helpers.ok() || (program.shared >= 0 && !shared.ok()))
    return Error{ErrorCode::internal, program.name + ": no descriptor: " + std::generic_category().message(errno)};
  SpawnSettings settings{helpers.get(), shared.get()};
  std::array<char*, 2> arguments{const_cast<char*>(program.path.c_str()), nullptr};
  pid_t process = -1;
  const int failed = ::posix_spawn(&process, program.path.c_str(), settings.actions(), settings.attributes(),
                                   arguments.data(), environ);
  if (failed != 0)
    return Error{ErrorCode::internal, program.path + " cannot be started: " + std::generic_category().message(failed)};
  FileDescriptor pidfd{static_cast<int>(::syscall(SYS_pidfd_open, process, 0))};
  return SupervisedProcess{program.name, process, std::move(pidfd), std::move(own), stop_event};
}

SupervisedProcess::SupervisedProcess(SupervisedProcess&& other) noexcept
    : name_(std::move(other.name_)),
      process_(std::exchange(other.process_, -1)),
      pidfd_(std::move(other.pidfd_)),
      socket_(std::move(other.socket_)),
      stop_event_(other.stop_event_) {}

SupervisedProcess::~SupervisedProcess() {
  if (process_ <= 0) return;
  (void)::shutdown(socket_.get(), SHUT_RDWR);  // its next read ends, and with it the helper
  if (!await_end(kGoodOrder)) (void)end_now();
  if (process_ > 0) ::waitpid(process_, nullptr, WNOHANG);
}

bool SupervisedProcess::await_end(std::chrono::milliseconds patience) {
  pollfd watched{pidfd_.get(), POLLIN, 0};
  const auto until = Steady::now() + patience;
  int ready = 0;
  do {
    ready = ::poll(&watched, 1, left_ms(until));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/// Kills it if it still runs; how it ended.
std::string SupervisedProcess::end_now() {
  const bool ended_before = await_end(0ms);
  if (!ended_before) ::kill(process_, SIGKILL);
  int status = 0;
  const bool reaped = await_end(kKillPatience) && ::waitpid(process_, &status, WNOHANG) == process_;
  if (!reaped) reap_later(process_);
  process_ = -1;
  if (!ended_before) return "it was killed";
  return reaped ? end_of(status) : "an unknown end";
}

Result<Bytes> SupervisedProcess::call(BytesView packet, std::chrono::milliseconds deadline) {
  if (!alive()) return Error{ErrorCode::device_lost, "the " + name_ + " is not running"};
  const auto until = Steady::now() + deadline;
  // One request at a time: there is always room for it.
  if (::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    return Error{ErrorCode::device_lost, "the " + name_ + " has ended: " + (await_end(kGoodOrder), end_now())};
  for (;;) {
    std::array<pollfd, 2> watched{{{stop_event_, POLLIN, 0}, {socket_.get(), POLLIN, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), left_ms(until));
    if (ready < 0 && errno == EINTR) continue;
    if (watched[0].revents != 0) return Error{ErrorCode::cancelled, "the device is stopped"};
    if (ready <= 0) {
      (void)end_now();
      return Error{ErrorCode::timed_out, "the " + name_ + " did not answer within " + std::to_string(deadline.count()) +
                                             " ms and was killed"};
    }
    break;
  }
  Bytes answer(kHelperPacketMax);
  const ssize_t bytes = ::recv(socket_.get(), answer.data(), answer.size(), MSG_DONTWAIT);
  if (bytes <= 0) {
    (void)await_end(kGoodOrder);
    return Error{ErrorCode::device_lost, "the " + name_ + " has ended: " + end_now()};
  }
  return parse_answer(BytesView{answer}.first(static_cast<std::size_t>(bytes)));
}

}  // namespace kazasu::drivers
