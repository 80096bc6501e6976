// Readers under random unplugging, tearing, rubbish, silence and dying daemons: no hang, no leak, no later tap lost.
// `./run soak EVENTS` runs more of it; KAZASU_SOAK_EVENTS sets how many events each of the two lanes goes through,
// KAZASU_SOAK_SEED which.
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>

#include "integration/member_card.hpp"
#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "simulators/pn532_line.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
namespace fs = std::filesystem;

namespace {

constexpr int kEventsDefault = 150;

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

/// Keeps nothing but which cards were seen.
class Seen final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override {
    const std::lock_guard lock{mutex_};
    if (const auto* felica = std::get_if<FelicaSighting>(&sighting.seen)) last_ = felica->idm;
    came_.notify_all();
  }
  void on_notice(DeviceNotice notice) override {
    const std::lock_guard lock{mutex_};
    notices_ += " " + std::to_string(static_cast<int>(notice.kind)) + ":" + describe(notice.error);
    constexpr std::size_t kKept = 600;
    if (notices_.size() > kKept) notices_.erase(0, notices_.size() - kKept);
  }
  std::string notices() {
    const std::lock_guard lock{mutex_};
    return notices_;
  }
  /// Patience counts only while this process runs: where all was stopped for a while (a suspended machine) no tap is
  /// late.
  bool wait_for(const Bytes& idm, std::chrono::milliseconds patience) {
    constexpr auto kSlice = 50ms;
    std::unique_lock lock{mutex_};
    for (auto left = patience; left > 0ms; left -= kSlice) {
      if (came_.wait_for(lock, kSlice, [&] { return last_ == idm; })) return true;
    }
    return false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  Bytes last_;
  std::string notices_;  ///< the newest
};

std::size_t count_in(const char* directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{directory}, fs::directory_iterator{}));
}

/// Descriptors and threads of this process, which stay as they are.
struct Resources {
  std::size_t descriptors = count_in("/proc/self/fd");
  std::size_t threads = count_in("/proc/self/task");
};

std::vector<pid_t> helpers() {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    std::ifstream stat{entry.path() / "stat"};
    pid_t pid = 0;
    std::string name, state;
    long parent = 0;
    if (stat >> pid >> name >> state >> parent && parent == ::getpid() && name.starts_with("(kazasu-libnfc"))
      found.push_back(pid);
  }
  return found;
}

/// One lane: what may happen to it, and how it is put right again.
struct Lane {
  std::function<void(std::mt19937&, std::shared_ptr<Card>)> disturb;
  std::function<void()> put_right;
  std::function<void(std::shared_ptr<Card>)> touch;
  std::function<void()> remove;
};

void run(Lane& lane, Seen& seen, int events, unsigned seed) {
  std::mt19937 random{seed};
  std::optional<Resources> settled;
  std::uint8_t number = 0;
  const auto first = member_card(++number);
  lane.touch(first);
  REQUIRE(seen.wait_for(first->uid(), 10s));  // all is up
  for (int event = 0; event < events; ++event) {
    INFO("seed " << seed << ", event " << event);
    lane.disturb(random, member_card(++number));
    lane.put_right();
    const auto card = member_card(++number);
    lane.touch(card);
    if (!seen.wait_for(card->uid(), 5s)) FAIL("a tap was lost; the last notices:" << seen.notices());
    if (event == events / 10) settled.emplace();
    if (event % 100 == 99) std::cerr << "  soak: " << event + 1 << " of " << events << " events\r" << std::flush;
  }
  lane.remove();
  std::this_thread::sleep_for(300ms);
  const Resources now;
  CHECK(now.descriptors <= settled->descriptors + 2);  // an event may have been under way at either count
  CHECK(now.threads == settled->threads);
}

}  // namespace

TEST_CASE("Soak: a PC/SC reader outlives whatever happens to card, reader and daemon", "[soak]") {
  PcscBench bench{readers(sony_rc_s300())};
  Seen seen;
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  auto device = std::move(*drivers::open_pcsc_reader("pcsc:*", clock, entropy));
  REQUIRE(device->start(seen).ok());
  bench.daemon().start();
  SimulatedReader& reader = bench.reader();
  bool plugged = true, running = true;
  Lane lane{
      .disturb =
          [&](std::mt19937& random, std::shared_ptr<Card> card) {
            constexpr std::array kFaults{FaultKind::card_leaves, FaultKind::gone_falsely, FaultKind::empty_success,
                                         FaultKind::damaged,     FaultKind::truncated,    FaultKind::garbage,
                                         FaultKind::silent};
            const auto pause = [&random] { std::this_thread::sleep_for(std::chrono::microseconds{random() % 3'000}); };
            if (random() % 2 == 0) {
              reader.inject({.kind = kFaults[random() % kFaults.size()],
                             .at_apdu = static_cast<int>(random() % 7 + 1),
                             .lasting = random() % 2 == 0});
            }
            reader.touch(std::move(card));
            pause();
            switch (random() % 8) {
              case 0:
                reader.unplug();
                plugged = false;
                break;
              case 1:
                bench.daemon().kill();
                running = false;
                break;
              case 2:
                bench.daemon().stop();
                running = false;
                break;
              default: reader.remove(); break;
            }
            pause();
          },
      .put_right =
          [&] {
            reader.remove();
            if (!std::exchange(plugged, true)) reader.replug();
            if (!std::exchange(running, true)) bench.daemon().start();
          },
      .touch = [&](std::shared_ptr<Card> card) { reader.touch(std::move(card)); },
      .remove = [&] { reader.remove(); }};
  run(lane, seen, from_environment("KAZASU_SOAK_EVENTS", kEventsDefault),
      static_cast<unsigned>(from_environment("KAZASU_SOAK_SEED", 1)));
}

TEST_CASE("Soak: a libnfc reader outlives whatever happens to card, line, chip and helper", "[soak]") {
  Pn532Line chip;
  Seen seen;
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  auto opened = drivers::open_libnfc_reader("libnfc:pn532_uart:" + chip.path().string(), drivers::plan_polling({}),
                                            clock, entropy);
  REQUIRE(opened.ok());
  auto device = std::move(*opened);
  REQUIRE(device->start(seen).ok());
  Lane lane{.disturb =
                [&](std::mt19937& random, std::shared_ptr<Card> card) {
                  const auto pause = [&random] {
                    std::this_thread::sleep_for(std::chrono::microseconds{random() % 30'000});
                  };
                  constexpr std::array<std::uint8_t, 3> kCommands{0x4A, 0x40, 0x32};
                  if (random() % 2 == 0) {
                    chip.inject(static_cast<LineFault>(random() % static_cast<unsigned>(LineFault::kinds)),
                                kCommands[random() % kCommands.size()], random() % 4 == 0);
                  }
                  chip.touch(std::move(card));
                  pause();
                  switch (random() % 12) {
                    case 0: chip.unplug(); break;
                    case 1:
                      for (const pid_t helper : helpers()) ::kill(helper, SIGKILL);
                      break;
                    case 2:
                      for (const pid_t helper : helpers()) ::kill(helper, SIGSTOP);
                      break;
                    default: chip.remove(); break;
                  }
                  pause();
                },
            .put_right =
                [&] {
                  chip.remove();
                  chip.heal();
                  chip.replug();
                },
            .touch = [&](std::shared_ptr<Card> card) { chip.touch(std::move(card)); },
            .remove = [&] { chip.remove(); }};
  run(lane, seen, from_environment("KAZASU_SOAK_EVENTS", kEventsDefault),
      static_cast<unsigned>(from_environment("KAZASU_SOAK_SEED", 1)));
  device->stop();
  // The kernel ends a process that was killed when it comes to it.
  for (int look = 0; look < 500 && !helpers().empty(); ++look) std::this_thread::sleep_for(10ms);
  CHECK(helpers().empty());
}
