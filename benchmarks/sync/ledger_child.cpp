#include "ledger_child.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "kazasu/ledger/server.hpp"

namespace kazasu::benchmark {
namespace {

/// Serves until standard input ends or a signal comes; says the port on `report`.
int serve(const std::filesystem::path& directory, int report) {
  const auto stop = [](const Error& error) {
    std::fprintf(stderr, "ledger: %s\n", describe(error).c_str());
    return 1;
  };
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return stop(keys.error());
  auto ledger = ledger::Ledger::open({directory / "ledger.db"}, **keys, clock, entropy);
  if (!ledger) return stop(ledger.error());
  const auto identity = ledger::load_server_identity(**keys);
  if (!identity) return stop(identity.error());
  auto server = ledger::Server::start({}, *identity, **ledger, clock);
  if (!server) return stop(server.error());
  const unsigned port = (*server)->port();
  if (::write(report, &port, sizeof port) != sizeof port) return 1;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  int signal = 0;
  sigwait(&ends, &signal);
  (*server)->stop();
  return 0;
}

}  // namespace

LedgerChild::LedgerChild(const std::filesystem::path& directory) {
  int report[2];
  if (::pipe(report) != 0) throw std::runtime_error("no pipe");
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no process");
  if (child_ == 0) {
    ::close(report[0]);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    ::_exit(serve(directory, report[1]));
  }
  ::close(report[1]);
  const bool told = ::read(report[0], &port_, sizeof port_) == sizeof port_;
  ::close(report[0]);
  if (!told) throw std::runtime_error("the ledger does not start");
}

LedgerChild::~LedgerChild() {
  if (child_ <= 0) return;
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

double LedgerChild::cpu_seconds() const {
  std::ifstream stat{"/proc/" + std::to_string(child_) + "/stat"};
  std::string word;
  double ticks = 0;
  for (int i = 1; i <= 15 && stat >> word; ++i) {
    if (i == 14 || i == 15) ticks += std::stod(word);  // utime, stime (proc(5))
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace kazasu::benchmark
