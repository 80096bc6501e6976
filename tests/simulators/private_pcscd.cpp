#include "simulators/private_pcscd.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace kazasu::simulators {
namespace {

constexpr const char* kDaemon = "/usr/sbin/pcscd";
constexpr int kFirstHandedDescriptor = 3;  // sd_listen_fds(3)

int listen_at(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.string().size() >= sizeof address.sun_path) throw std::runtime_error("pcscd's socket path is too long");
  std::strcpy(address.sun_path, path.c_str());
  ::unlink(path.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(listener, 16) != 0) {
    throw std::runtime_error("pcscd's socket cannot be made");
  }
  return listener;
}

/// In the child: descriptor 3 is the socket, as systemd's activation protocol has it.
[[noreturn]] void become_daemon(int listener, const std::filesystem::path& configuration) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (listener == kFirstHandedDescriptor) {
    ::fcntl(listener, F_SETFD, 0);  // dup2 onto itself would leave close-on-exec set
  } else {
    ::dup2(listener, kFirstHandedDescriptor);
  }
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  ::dup2(null, STDERR_FILENO);
  ::setenv("LISTEN_FDS", "1", 1);
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::execl(kDaemon, "pcscd", "--foreground", "-c", configuration.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

PrivatePcscd::PrivatePcscd(std::filesystem::path directory, std::filesystem::path driver)
    : directory_(std::move(directory)), driver_(std::move(driver)), socket_(directory_ / "pcscd.comm") {
  ::mkdir("/run/pcscd", 0755);  // the daemon keeps its process id there; as another user the package has made it
}

PrivatePcscd::~PrivatePcscd() { stop(); }

void PrivatePcscd::add_reader(const SimulatedReader& reader) { readers_.push_back({reader.name(), reader.socket()}); }

void PrivatePcscd::write_configuration() const {
  std::filesystem::create_directories(directory_ / "reader.conf.d");
  std::ofstream file{directory_ / "reader.conf.d" / "readers"};
  int channel = 0;
  for (const Reader& reader : readers_) {
    file << "FRIENDLYNAME \"" << reader.name << "\"\nDEVICENAME " << reader.socket.string() << "\nLIBPATH " << driver_.string()
         << "\nCHANNELID " << channel++ << "\n\n";
  }
}

void PrivatePcscd::start() {
  write_configuration();
  const int listener = listen_at(socket_);
  process_ = ::fork();
  if (process_ == 0) become_daemon(listener, directory_ / "reader.conf.d");
  ::close(listener);  // or clients would hang on it after the daemon has died
  if (process_ < 0) throw std::runtime_error("pcscd cannot be started");
}

void PrivatePcscd::stop(bool kill) {
  if (process_ <= 0) return;
  ::kill(process_, kill ? SIGKILL : SIGTERM);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
}

}  // namespace kazasu::simulators
