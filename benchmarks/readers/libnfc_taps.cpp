#include <chrono>
#include <cstdio>
#include <vector>

#include "bare_libnfc_client.hpp"
#include "bench_card.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "measure_taps.hpp"
#include "simulators/pn532_line.hpp"
#include "tap_times.hpp"

namespace kazasu::bench {
namespace {

std::int64_t ns_of(std::chrono::steady_clock::time_point time) {
  return time.time_since_epoch().count();
}

/// A touch as the chip saw it, up to its result.
struct Touch {
  std::vector<Bytes> commands;
  std::int64_t beyond_chip_ns = 0;  ///< from the look that found the card, less what chip and card took
};
Touch touch_until(std::int64_t result_ns, const simulators::Pn532Line::Activity& activity) {
  if (activity.since_found.empty()) fail("the chip knows of no touch");
  Touch touch{.commands = {}, .beyond_chip_ns = result_ns - ns_of(activity.since_found.front().came)};
  for (const auto& served : activity.since_found) {
    if (ns_of(served.came) >= result_ns) break;  // the next look
    touch.commands.push_back(served.command);
    touch.beyond_chip_ns -= served.busy.count();
  }
  return touch;
}

}  // namespace

void measure_libnfc_taps(int taps) {
  simulators::Pn532Line chip;
  chip.set_air_time(kExchange, kEmptyLook);
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  const drivers::PollingPlan plan = drivers::plan_polling({});
  const std::string connection = "pn532_uart:" + chip.path().string();
  const auto card = bench_card();
  std::mt19937 random{1};
  TapTimes times;
  Dialogues dialogues;
  for (int round = 0; round < kRounds; ++round) {
    Stopwatch watch;
    auto device = drivers::open_libnfc_reader("libnfc:" + connection, plan, clock, entropy);
    if (!device || !(*device)->start(watch)) fail("the reader does not start");
    wait_until("ready", [&] { return watch.ready.load(); });
    for (int tap = 1; tap <= taps / kRounds; ++tap) {
      watch.seen_at_ns = 0;
      pause(random);
      chip.touch(card);
      wait_until("a sighting", [&] { return watch.seen_at_ns != 0; });
      const Touch touch = touch_until(watch.seen_at_ns, chip.activity());
      times.with_sdk.push_back(touch.beyond_chip_ns);
      dialogues[touch.commands.front()] = touch.commands;
      chip.remove();
      wait_until("card_removed", [&] { return watch.removed == tap; });
    }
    (*device)->stop();
    BareLibnfcClient client{connection, plan, dialogues};
    for (int tap = 0; tap < taps / kRounds; ++tap) {
      pause(random);
      chip.touch(card);
      if (const auto done_at_ns = client.next_card())
        times.bare.push_back(touch_until(*done_at_ns, chip.activity()).beyond_chip_ns);
      chip.remove();
      client.wait_until_empty();
    }
  }
  for (const auto& [first, commands] : dialogues)
    std::printf(
        "libnfc: %zu commands from the look that finds the card (%s) to the result; chip's and card's time taken out\n",
        commands.size(), to_hex(first).c_str());
  report("libnfc", times);
}

}  // namespace kazasu::bench
