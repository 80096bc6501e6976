#include <cstdio>
#include <mutex>
#include <utility>

#include "bare_pcsc_client.hpp"
#include "bench_card.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "measure_taps.hpp"
#include "simulators/simulated_reader.hpp"
#include "tap_times.hpp"

namespace kazasu::bench {
namespace {

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
  TapTimes times;
  std::vector<Bytes> apdus;
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
      times.with_sdk.push_back(watch.seen_at_ns - start - reader.activity().busy.count());
      reader.remove();
      wait_until("card_removed", [&] { return watch.removed == tap; });
      apdus = noting.take_noted();
    }
    device->stop();
    BarePcscClient client{noting.friendly_name() + " 00 00", apdus};
    for (int tap = 0; tap < taps / kRounds; ++tap) {
      wait_until("the bare client", [&] { return client.idle(); });
      client.arm();
      pause(random);
      const std::int64_t start = now_ns();
      reader.touch(card);
      wait_until("the bare client's answers", [&] { return client.done_at_ns() != 0; });
      times.bare.push_back(client.done_at_ns() - start - reader.activity().busy.count());
      reader.remove();
    }
  }
  std::printf("pcsc: %zu APDUs a touch; from touch to result, pcscd included, reader's and card's time taken out\n",
              apdus.size());
  report("pcsc", times);
}

}  // namespace kazasu::bench
