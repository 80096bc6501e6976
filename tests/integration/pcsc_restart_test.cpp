// The daemon is restarted with cards coming, lying there and going: none is lost (docs/readers.md, "When the daemon
// restarts").
#include "integration/pcsc_bench.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;

namespace {

constexpr auto kPatience = 2s;

/// Waits for a sighting of this card and passes over all else; what else there was.
std::string wait_for(const FelicaLiteSCard& card, Sensed& sensed) {
  std::string passed_over;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    if (sensed.quiet_for(std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()))) break;
    if (!sensed.next_is_sighting(0s)) {
      passed_over += "; " + describe(sensed.next_notice(0s).error);
      continue;
    }
    const Sighting sighting = sensed.next_sighting(0s);
    const auto& felica = std::get<FelicaSighting>(sighting.seen);
    if (felica.idm == card.uid()) return {};
    passed_over += "; another card";
  }
  return "the card was not read" + passed_over;
}

// From the daemon's exec to its first answer some 5 ms pass (testbench.md); the driver asks for it every 200 ms, and
// has read a card 1 to 2 ms later.
constexpr std::chrono::microseconds kStart = 12ms, kStartStep = 300us;
constexpr std::chrono::microseconds kFirstRead = 4ms, kFirstReadStep = 80us;

}  // namespace

TEST_CASE("A card laid down at any moment of the daemon's start is read within two seconds") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  std::uint8_t number = 0;
  for (auto moment = 0us; moment < kStart; moment += kStartStep) {
    INFO(moment.count() << " us after the start");
    bench.daemon().kill();
    bench.reader().remove();
    const auto card = member_card(++number);
    bench.daemon().start();
    std::this_thread::sleep_for(moment);
    bench.reader().touch(card);
    CHECK(wait_for(*card, bench.sensed()) == "");
  }
}

TEST_CASE("A card that lies there when the daemon starts, and one it is exchanged for at any moment, are read") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  std::uint8_t number = 0;
  for (auto moment = 0us; moment < kFirstRead; moment += kFirstReadStep) {
    INFO(moment.count() << " us after the driver is there");
    bench.daemon().kill();
    bench.reader().touch(member_card(++number));
    bench.daemon().start();
    bench.sensed().take_notices_to(DeviceNotice::Kind::ready, kPatience);
    std::this_thread::sleep_for(moment);
    const auto card = member_card(++number);
    bench.reader().touch(card);
    CHECK(wait_for(*card, bench.sensed()) == "");
  }
}
