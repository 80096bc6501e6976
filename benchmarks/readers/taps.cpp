#include "taps.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "bare_client.hpp"
#include "bench_card.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/pn532_line.hpp"
#include "simulators/simulated_reader.hpp"

namespace kazasu::bench {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

std::int64_t now_ns() {
  return Steady::now().time_since_epoch().count();
}

void wait_until(const char* what, const std::function<bool()>& condition) {
  const auto until = Steady::now() + 5s;
  while (!condition()) {
    if (Steady::now() > until) fail(std::string{"nothing came: "} + what);
    std::this_thread::sleep_for(100us);
  }
}

/// Notes when things come.
class Stopwatch final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override {
    const auto* felica = std::get_if<FelicaSighting>(&sighting.seen);
    if (felica == nullptr || !felica->lite_s) fail("a card was seen without its proof");
    seen_at_ns = now_ns();
  }
  void on_notice(DeviceNotice notice) override {
    if (notice.kind == DeviceNotice::Kind::card_removed) ++removed;
    if (notice.kind == DeviceNotice::Kind::ready) ready = true;
  }
  std::atomic<std::int64_t> seen_at_ns{0};
  std::atomic<int> removed{0};
  std::atomic<bool> ready{false};
};

/// A reader that notes the APDUs of a touch.
class NotingReader final : public simulators::ReaderModel {
 public:
  [[nodiscard]] std::string friendly_name() const override { return reader_->friendly_name(); }
  [[nodiscard]] Bytes atr(const simulators::Card& card) const override { return reader_->atr(card); }
  Bytes answer(BytesView apdu, simulators::Card& card) override {
    {
      const std::lock_guard lock{mutex_};
      noted_.emplace_back(apdu.begin(), apdu.end());
    }
    return reader_->answer(apdu, card);
  }
  void reset() override { reader_->reset(); }
  std::vector<Bytes> take_noted() {
    const std::lock_guard lock{mutex_};
    return std::exchange(noted_, {});
  }

 private:
  std::unique_ptr<simulators::ReaderModel> reader_ = simulators::sony_rc_s300();
  std::mutex mutex_;
  std::vector<Bytes> noted_;
};

struct Quantiles {
  double p50 = 0, p90 = 0, p99 = 0, worst = 0;
};
Quantiles quantiles_of(std::vector<std::int64_t> ns) {
  std::sort(ns.begin(), ns.end());
  const auto at = [&](std::size_t percent) { return static_cast<double>(ns[(ns.size() - 1) * percent / 100]) / 1e6; };
  return {at(50), at(90), at(99), at(100)};
}

void print(const char* what, const Quantiles& times) {
  std::printf("  %-58s p50 %6.3f  p90 %6.3f  p99 %6.3f  worst %6.3f ms\n", what, times.p50, times.p90, times.p99,
              times.worst);
}

/// A pause that nothing can fall into step with.
void pause(std::mt19937& random) {
  std::this_thread::sleep_for(std::chrono::microseconds{random() % 10'000});
}

}  // namespace

void measure_pcsc_taps(int taps) {
  auto model = std::make_unique<NotingReader>();
  NotingReader& noting = *model;
  simulators::PrivatePcscd daemon{{noting.friendly_name()}};
  simulators::SimulatedReader reader{std::move(model), daemon.reader_socket(0)};
  daemon.start();
  point_clients_at(daemon);
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  const auto card = bench_card();
  std::mt19937 random{1};
  std::vector<std::int64_t> sdk, bare;
  std::vector<Bytes> apdus;
  constexpr int kRounds = 4;  // in turns, so that a slow moment of the machine falls on both
  for (int round = 0; round < kRounds; ++round) {
    Stopwatch watch;
    auto device = std::move(*drivers::open_pcsc_reader("pcsc:*", clock, entropy));
    if (!device->start(watch)) fail("the reader does not start");
    wait_until("ready", [&] { return watch.ready.load(); });
    for (int tap = 1; tap <= taps / kRounds; ++tap) {
      watch.seen_at_ns = 0;
      (void)noting.take_noted();
      pause(random);
      const std::int64_t start = now_ns();
      reader.touch(card);
      wait_until("a sighting", [&] { return watch.seen_at_ns != 0; });
      sdk.push_back(watch.seen_at_ns - start - reader.activity().busy.count());
      reader.remove();
      wait_until("card_removed", [&] { return watch.removed == tap; });
      apdus = noting.take_noted();
    }
    device->stop();
    BareClient client{noting.friendly_name() + " 00 00", apdus};
    for (int tap = 0; tap < taps / kRounds; ++tap) {
      wait_until("the bare client", [&] { return client.idle(); });
      client.arm();
      pause(random);
      const std::int64_t start = now_ns();
      reader.touch(card);
      wait_until("the bare client's answers", [&] { return client.done_at_ns() != 0; });
      bare.push_back(client.done_at_ns() - start - reader.activity().busy.count());
      reader.remove();
    }
  }
  const Quantiles with_sdk = quantiles_of(sdk), without = quantiles_of(bare);
  std::printf("pcsc: %zu touches each, %zu APDUs a touch; from touch to result, reader's and card's time taken out\n",
              sdk.size(), apdus.size());
  print("kazasu (pcscd included)", with_sdk);
  print("bare client of PC/SC with the same APDUs", without);
  const Quantiles added{with_sdk.p50 - without.p50, with_sdk.p90 - without.p90, with_sdk.p99 - without.p99,
                        with_sdk.worst - without.worst};
  print("added by kazasu: the difference", added);
  std::printf(
      "{\"area\":\"readers\",\"way\":\"pcsc\",\"taps\":%d,\"added_p50_ms\":%.3f,\"added_p99_ms\":%.3f,"
      "\"whole_p99_ms\":%.3f}\n",
      taps, added.p50, added.p99, with_sdk.p99);
}

void measure_libnfc_taps(int taps) {
  simulators::Pn532Line chip;
  chip.set_air_time(kExchange, kEmptyLook);
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Stopwatch watch;
  auto opened = drivers::open_libnfc_reader("libnfc:pn532_uart:" + chip.path().string(), drivers::plan_polling({}),
                                            clock, entropy);
  if (!opened || !(*opened)->start(watch)) fail("the reader does not start");
  wait_until("ready", [&] { return watch.ready.load(); });
  const auto card = bench_card();
  std::mt19937 random{1};
  std::vector<std::int64_t> beyond, whole;
  int commands = 0;
  for (int tap = 1; tap <= taps; ++tap) {
    watch.seen_at_ns = 0;
    pause(random);
    const std::int64_t start = now_ns();
    chip.touch(card);
    wait_until("a sighting", [&] { return watch.seen_at_ns != 0; });
    const auto activity = chip.activity();
    const std::int64_t seen = watch.seen_at_ns;
    whole.push_back(seen - start);
    beyond.push_back(seen - activity.first_found.time_since_epoch().count() - activity.busy_since_found.count());
    commands = activity.commands_since_found;
    chip.remove();
    wait_until("card_removed", [&] { return watch.removed == tap; });
  }
  (*opened)->stop();
  std::printf("libnfc: %d touches, %d commands each from the look that finds the card to the sighting\n", taps,
              commands);
  const Quantiles added = quantiles_of(std::move(beyond));
  print("kazasu, helper and libnfc, chip's and card's time taken out", added);
  print("for comparison: from touch to sighting, radio included", quantiles_of(std::move(whole)));
  std::printf("{\"area\":\"readers\",\"way\":\"libnfc\",\"taps\":%d,\"added_p50_ms\":%.3f,\"added_p99_ms\":%.3f}\n",
              taps, added.p50, added.p99);
}

}  // namespace kazasu::bench
