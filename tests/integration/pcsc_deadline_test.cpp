// PC/SC's calls have no deadline, the driver has.
#include <signal.h>

#include <filesystem>
#include <thread>

#include "integration/member_card.hpp"
#include "integration/pcsc_bench.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;
using Steady = std::chrono::steady_clock;

namespace {

/// A daemon that hangs, until `go_on`.
class HungDaemon {
 public:
  explicit HungDaemon(PrivatePcscd& daemon) : process_(daemon.process()) { ::kill(process_, SIGSTOP); }
  ~HungDaemon() { go_on(); }
  HungDaemon(const HungDaemon&) = delete;
  HungDaemon& operator=(const HungDaemon&) = delete;
  void go_on() const { ::kill(process_, SIGCONT); }

 private:
  pid_t process_;
};

std::size_t threads() {
  namespace fs = std::filesystem;
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{"/proc/self/task"}, fs::directory_iterator{}));
}

constexpr auto kTold = 7s;  // 2 s wait, 3 s deadline, 0.5 s between two looks at it, and what the machine takes

}  // namespace

TEST_CASE("A daemon that hangs is told of once, and its readers come back when it answers again") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const HungDaemon hung{bench.daemon()};
  const DeviceNotice told = bench.sensed().next_notice(kTold);
  CHECK(told.kind == Kind::failed);
  CHECK(told.error.code == ErrorCode::service_unavailable);
  CHECK(told.device == "pcsc:*");
  CHECK(bench.sensed().quiet_for(1s));
  hung.go_on();
  INFO("daemon: " << ::kill(bench.daemon().process(), 0));
  CHECK(bench.sensed().next_notice(5s).kind == Kind::lost);
  CHECK(bench.sensed().next_notice(5s).kind == Kind::ready);
  const auto card = member_card();
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A reader stops within 100 ms although its daemon hangs, and its threads end with the hang") {
  PcscBench bench{readers(sony_rc_s300())};
  const std::size_t before = threads();
  const auto stop = [&] {
    const auto start = Steady::now();
    bench.device().stop();
    CHECK(Steady::now() - start < 100ms);
  };
  SECTION("while it waits for a card") {
    bench.start_all();
    const HungDaemon hung{bench.daemon()};
    stop();
  }
  SECTION("when that was told") {
    bench.start_all();
    const HungDaemon hung{bench.daemon()};
    CHECK(bench.sensed().next_notice(kTold).kind == Kind::failed);
    stop();
  }
  SECTION("while it asks for the service") {
    bench.daemon().start();
    const HungDaemon hung{bench.daemon()};
    bench.start();
    std::this_thread::sleep_for(50ms);
    stop();
  }
  for (int look = 0; look < 500 && threads() > before; ++look) std::this_thread::sleep_for(10ms);
  CHECK(threads() == before);
}

TEST_CASE("Readers cannot be listed while the daemon hangs, which is told within 3 s") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.daemon().start();
  CHECK(drivers::list_pcsc_readers().ok());
  const HungDaemon hung{bench.daemon()};
  const auto start = Steady::now();
  const auto listed = drivers::list_pcsc_readers();
  CHECK(Steady::now() - start < 4s);
  REQUIRE_FALSE(listed.ok());
  CHECK(listed.error().code == ErrorCode::service_unavailable);
}

TEST_CASE("A card that keeps its reader busy for good is told once, and the next card is read when it has gone") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  bench.reader().inject({.kind = FaultKind::silent, .at_apdu = 4});
  bench.reader().touch(member_card());
  const DeviceNotice told = bench.sensed().next_notice(4s);
  CHECK(told.kind == Kind::failed);
  CHECK(told.error.code == ErrorCode::card_timeout);
  CHECK(told.device.starts_with("pcsc:SONY"));
  CHECK(bench.sensed().quiet_for(1s));
  bench.reader().remove();
  CHECK(bench.sensed().next_notice(2s).kind == Kind::card_removed);
  const auto card = member_card(2);
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}
