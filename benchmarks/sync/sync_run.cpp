#include "sync_run.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "event_queue.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/proto/zstd.hpp"
#include "kazasu/sync/https_transport.hpp"
#include "kazasu/sync/renewal.hpp"
#include "ledger_child.hpp"
#include "local_store.hpp"
#include "sync_session.hpp"

namespace kazasu::benchmark {
namespace {

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream input{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{input}, {}};
}

/// KiB of a line of /proc/self/status.
long memory_kib(const std::string& name) {
  std::ifstream status{"/proc/self/status"};
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(name)) return std::stol(line.substr(name.size() + 1));
  }
  return 0;
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

void sync_all(const std::filesystem::path& folder) {
  const auto directory = folder / "terminal";
  const LedgerChild ledger{folder / "ledger"};
  const long before_opening = memory_kib("VmRSS:");
  const long files_before_opening =
      memory_kib("RssFile:");  // code and libraries count with the rest once they are used
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  auto keys = require(drivers::FileKeyStore::open(directory / "keys"));
  auto store = require(LocalStore::open(directory, require(sync::load_identity(*keys)), {clock, entropy, *keys, {}}));
  const std::uint64_t waiting = store->journal().head().seq - store->journal().acknowledged().seq;
  const auto identity = std::make_shared<sync::TlsIdentity>(content_of(folder / "ledger" / "authority.pem"),
                                                            require(sync::client_certificate(*keys)));
  auto transport = require(sync::make_https_transport({.url = ledger.url(), .identity = identity}));
  EventQueue events;
  SyncSession session{*store, *keys, events, std::chrono::seconds{5}};

  std::ofstream{"/proc/self/clear_refs"} << "5";  // the peak is counted from here (proc(5))
  const long opened = memory_kib("VmRSS:");
  const double cpu_before = cpu_seconds();
  const double ledger_cpu_before = ledger.cpu_seconds();
  const auto begin = std::chrono::steady_clock::now();
  std::size_t verdicts = 0;
  std::size_t bytes = 0;
  // The catalog that comes after the entries is another benchmark's, and old to a register whose days were made.
  while (store->journal().acknowledged().seq != store->journal().head().seq) {
    auto request = require(session.next_request());
    if (!request) throw std::runtime_error("the round is done and not all is acknowledged");
    bytes += proto::zstd_compress(as_text(request->body)).size();  // as the transport sends it
    const TransportAnswer answer =
        require(transport->send_and_use_wait(*request, std::chrono::minutes{5}, [&] { session.prepare_ahead(); }));
    if (auto taken = session.take(answer); !taken) throw std::runtime_error(describe(taken.error()));
    while (auto event = events.wait(std::chrono::milliseconds{0})) {
      if (std::holds_alternative<VerdictEvent>(*event)) ++verdicts;
    }
  }
  const double posted_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double cpu = cpu_seconds() - cpu_before;
  const double ledger_cpu = ledger.cpu_seconds() - ledger_cpu_before;
  const auto n = static_cast<double>(waiting);
  std::printf(
      "{\"what\":\"sync\",\"checkouts\":%.0f,\"seconds\":%.2f,\"checkouts_per_s\":%.0f,\"terminal_cpu_us\":%.1f,"
      "\"ledger_cpu_us\":%.1f,\"body_bytes\":%.1f,\"last_verdict\":%llu,\"opened_mib\":%.1f,\"peak_growth_mib\":%.1f,"
      "\"of_files_mib\":%.1f}"
      "\n",
      n, posted_seconds, n / posted_seconds, cpu / n * 1e6, ledger_cpu / n * 1e6, static_cast<double>(bytes) / n,
      static_cast<unsigned long long>(store->journal().last_verdict_number()),
      static_cast<double>(opened - before_opening) / 1024, static_cast<double>(memory_kib("VmHWM:") - opened) / 1024,
      static_cast<double>(memory_kib("RssFile:") - files_before_opening) / 1024);
}

}  // namespace kazasu::benchmark
