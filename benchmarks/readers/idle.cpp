#include "idle.hpp"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <thread>

#include "bench_card.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/pn532_line.hpp"
#include "simulators/simulated_reader.hpp"

namespace kazasu::bench {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Of all children that were waited for, with theirs.
double children_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double process_seconds(pid_t process) {
  std::ifstream stat{"/proc/" + std::to_string(process) + "/stat"};
  std::string skipped;
  for (int field = 1; field < 14; ++field) stat >> skipped;  // proc(5): 14 is utime, 15 stime
  long user = 0, system = 0;
  stat >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

class Ready final : public DeviceSink {
 public:
  void on_sighting(Sighting) override { fail("a card came"); }
  void on_notice(DeviceNotice notice) override {
    if (notice.kind == DeviceNotice::Kind::ready) ready = true;
    if (notice.kind == DeviceNotice::Kind::failed) fail(describe(notice.error));
  }
  std::atomic<bool> ready{false};
};

/// Runs this program as the watcher of a reader; its processor time in seconds.
double watched(const std::string& uri, int seconds) {
  const std::string text = std::to_string(seconds);
  std::string self = "bench_readers", command = "watch", reader = uri, time = text;
  std::array<char*, 5> arguments{self.data(), command.data(), reader.data(), time.data(), nullptr};
  const double before = children_seconds();
  pid_t process = -1;
  if (::posix_spawn(&process, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) != 0)
    fail("the watcher does not start");
  int status = 0;
  ::waitpid(process, &status, 0);
  if (status != 0) fail("the watcher failed");
  return children_seconds() - before;
}

void print(const std::string& way, int seconds, double used) {
  std::printf("%s, field on, no card, %d s: %.3f s of processor time, %.2f %% of a core\n", way.c_str(), seconds, used,
              100 * used / seconds);
  std::printf("{\"area\":\"readers\",\"way\":\"%s\",\"idle_percent_of_a_core\":%.3f}\n", way.c_str(),
              100 * used / seconds);
}

}  // namespace

void measure_idle(const std::string& way, int seconds) {
  if (way == "libnfc") {
    simulators::Pn532Line chip;
    chip.set_air_time(kExchange, kEmptyLook);
    return print("libnfc", seconds, watched("libnfc:pn532_uart:" + chip.path().string(), seconds));
  }
  auto model = simulators::sony_rc_s300();
  simulators::PrivatePcscd daemon{{model->friendly_name()}};
  simulators::SimulatedReader reader{std::move(model), daemon.reader_socket(0)};
  daemon.start();
  point_clients_at(daemon);
  const double before = process_seconds(daemon.process());
  const double used = watched("pcsc:*", seconds);
  const double daemons = process_seconds(daemon.process()) - before;
  print("pcsc", seconds, used);
  std::printf("  pcscd itself: %.3f s, %.2f %% of a core\n", daemons, 100 * daemons / seconds);
}

int watch(const std::string& uri, int seconds) {
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Ready sink;
  Result<std::unique_ptr<CardReader>> device =
      uri.starts_with("pcsc:") ? drivers::open_pcsc_reader(uri, clock, entropy)
                               : drivers::open_libnfc_reader(uri, drivers::plan_polling({}), clock, entropy);
  if (!device || !(*device)->start(sink)) fail("the reader does not start");
  std::this_thread::sleep_for(std::chrono::seconds{seconds});
  (*device)->stop();
  if (!sink.ready) fail("the reader was never there");
  return 0;
}

}  // namespace kazasu::bench
