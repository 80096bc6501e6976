#include "simulators/private_pcscd.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace kazasu::simulators {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kDaemons{"/usr/sbin/pcscd", "/usr/local/sbin/pcscd", "/sbin/pcscd"};

[[noreturn]] void fail(const char* doing) {
  throw std::system_error{errno, std::generic_category(), doing};
}

const char* daemon_program() {
  for (const char* program : kDaemons) {
    if (::access(program, X_OK) == 0) return program;
  }
  return nullptr;
}

/// The IFD handler, where it was built; KAZASU_IFD_HANDLER names another place.
std::string ifd_handler() {
  const char* other = std::getenv("KAZASU_IFD_HANDLER");
  return other != nullptr ? other : KAZASU_IFD_HANDLER_BUILT;
}

int listen_at(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.size() >= sizeof address.sun_path) {
    throw std::system_error{ENAMETOOLONG, std::generic_category(), "the private pcscd's socket"};
  }
  text.copy(address.sun_path, text.size());
  ::unlink(text.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) fail("making the private pcscd's socket");
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 16) != 0) {
    ::close(listener);
    fail("listening at the private pcscd's socket");
  }
  return listener;
}

/// The environment with systemd's socket activation in it; the digits of LISTEN_PID are for the child to fill in.
struct Environment {
  std::array<char, 32> listen_pid{"LISTEN_PID="};
  std::array<char, 16> listen_fds{"LISTEN_FDS=1"};
  std::vector<char*> pointers;

  Environment() {
    for (char** variable = environ; *variable != nullptr; ++variable) pointers.push_back(*variable);
    pointers.insert(pointers.end(), {listen_pid.data(), listen_fds.data(), nullptr});
  }
};

/// Between fork and exec only what is safe after a fork of a process with threads.
[[noreturn]] void become_daemon(const char* program, const char* configuration, int listener, int log, pid_t parent,
                                Environment& environment) {
  constexpr int kActivationDescriptor = 3;  // SD_LISTEN_FDS_START
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  if (listener == kActivationDescriptor) {
    ::fcntl(listener, F_SETFD, 0);  // dup2 onto itself would leave close-on-exec set
  } else {
    ::dup2(listener, kActivationDescriptor);
  }
  std::array<char, 12> digits{};
  std::size_t count = 0;
  for (pid_t pid = ::getpid(); pid > 0; pid /= 10) digits[count++] = static_cast<char>('0' + pid % 10);
  char* end = environment.listen_pid.data() + sizeof "LISTEN_PID=" - 1;
  while (count > 0) *end++ = digits[--count];
  *end = '\0';
  std::array<const char*, 5> arguments{program, "--foreground", "-c", configuration, nullptr};
  ::execve(program, const_cast<char* const*>(arguments.data()), environment.pointers.data());
  ::_exit(127);
}

}  // namespace

bool PrivatePcscd::installed() {
  return daemon_program() != nullptr;
}

PrivatePcscd::PrivatePcscd(const StockDriver& driver) {
  fs::create_directory(folder_ / "readers");
  std::ofstream{folder_ / "readers/reader.conf"} << "FRIENDLYNAME \"" << driver.name << "\"\nDEVICENAME "
                                                 << driver.device << "\nLIBPATH " << driver.library << "\nCHANNELID "
                                                 << driver.channel << "\n";
}

PrivatePcscd::PrivatePcscd(const std::vector<std::string>& reader_names) {
  fs::create_directory(folder_ / "readers");
  std::ofstream configuration{folder_ / "readers/reader.conf"};
  for (std::size_t i = 0; i < reader_names.size(); ++i) {
    configuration << "FRIENDLYNAME \"" << reader_names[i] << "\"\nDEVICENAME kazasu:" << reader_socket(i).native()
                  << "\nLIBPATH " << ifd_handler() << "\nCHANNELID " << i << "\n\n";
  }
}

PrivatePcscd::~PrivatePcscd() {
  if (daemon_ > 0) end(SIGKILL);
}

fs::path PrivatePcscd::reader_socket(std::size_t index) const {
  return folder_ / ("reader" + std::to_string(index) + ".sock");
}

void PrivatePcscd::start() {
  if (daemon_ > 0) return;
  const char* program = daemon_program();
  if (program == nullptr) throw std::system_error{ENOENT, std::generic_category(), "pcscd is not installed"};
  std::error_code ignored;
  fs::create_directories("/run/pcscd", ignored);  // it writes its process id there, and goes on if it cannot
  const int listener = listen_at(client_socket_);
  const int log_file = ::open(log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string configuration = folder_ / "readers";
  Environment environment;
  const pid_t parent = ::getpid();
  daemon_ = ::fork();
  if (daemon_ == 0) become_daemon(program, configuration.c_str(), listener, log_file, parent, environment);
  ::close(log_file);
  ::close(listener);  // else clients of a daemon that died would wait for ever
  if (daemon_ < 0) fail("starting the private pcscd");
}

void PrivatePcscd::stop() {
  end(SIGTERM);
}
void PrivatePcscd::kill() {
  end(SIGKILL);
}

void PrivatePcscd::end(int signal) {
  if (daemon_ <= 0) return;
  ::kill(daemon_, signal);
  while (::waitpid(daemon_, nullptr, 0) < 0 && errno == EINTR) {
  }
  daemon_ = -1;
  ::unlink(client_socket_.c_str());
}

}  // namespace kazasu::simulators
