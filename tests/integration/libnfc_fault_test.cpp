#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "integration/libnfc_bench.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;
namespace fs = std::filesystem;

namespace {

constexpr std::uint8_t kInList = 0x4A, kInDataExchange = 0x40;

/// The processes that this one has started and not yet reaped.
std::vector<fs::path> helpers() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    std::ifstream stat{entry.path() / "stat"};
    std::string pid, name, state;
    long parent = 0;
    if (stat >> pid >> name >> state >> parent && parent == ::getpid() && name.starts_with("(kazasu-libnfc"))
      found.push_back(entry.path());
  }
  return found;
}

/// One error event, and the next card is read within two seconds.
void expect_recovery(LibnfcBench& bench, ErrorCode wanted) {
  const DeviceNotice notice = expect_notice(Kind::failed, bench.sensed());
  INFO(describe(notice.error));
  CHECK(notice.error.code == wanted);
  bench.chip().heal();
  const auto start = std::chrono::steady_clock::now();
  const auto next = member_card(0x42);
  bench.chip().touch(next);
  expect_proof_of(*next, bench.sensed());
  CHECK(std::chrono::steady_clock::now() - start < 2s);
  bench.chip().remove();
  expect_notice(Kind::card_removed, bench.sensed());
  CHECK(bench.sensed().quiet_for(300ms));
  CHECK(helpers().size() == 1);
}

}  // namespace

TEST_CASE("A status byte on which libnfc aborts its process costs that touch only") {
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(LineFault::status_bit_7, kInDataExchange);
  bench.chip().touch(member_card());
  expect_recovery(bench, ErrorCode::card_answer_invalid);
}

TEST_CASE("An ATS of length 0, on which libnfc crashes, is one error event") {
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(LineFault::empty_ats, kInList, true);
  bench.chip().touch(std::make_shared<Phone>(1));
  std::this_thread::sleep_for(500ms);
  expect_recovery(bench, ErrorCode::card_answer_invalid);
}

TEST_CASE("A helper that is killed is one error event") {
  LibnfcBench bench;
  bench.start_ready();
  const auto running = helpers();
  REQUIRE(running.size() == 1);
  ::kill(std::stoi(running.front().filename()), GENERATE(SIGKILL, SIGSEGV));
  expect_recovery(bench, ErrorCode::device_lost);
}

TEST_CASE("A helper that hangs is killed, and is one error event") {
  LibnfcBench bench;
  bench.start_ready();
  const auto running = helpers();
  REQUIRE(running.size() == 1);
  ::kill(std::stoi(running.front().filename()), SIGSTOP);
  expect_recovery(bench, ErrorCode::device_lost);
}

TEST_CASE("A chip that answers a card's command with nothing or rubbish costs that touch only") {
  const auto fault = GENERATE(LineFault::silence, LineFault::no_answer, LineFault::wrong_checksum, LineFault::nack,
                              LineFault::truncated, LineFault::garbage);
  INFO("fault " << static_cast<int>(fault));
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(fault, kInDataExchange, true);
  bench.chip().touch(member_card());
  const DeviceNotice notice = expect_notice(Kind::failed, bench.sensed());
  CHECK((notice.error.code == ErrorCode::card_timeout || notice.error.code == ErrorCode::card_answer_invalid));
  bench.chip().heal();
  const auto next = member_card(0x42);
  bench.chip().touch(next);
  for (int wait = 0; wait < 2; ++wait) {
    // The card that failed was told as there if the chip itself went on.
    if (bench.sensed().next_is_sighting(2s)) break;
    expect_notice(Kind::card_removed, bench.sensed());
  }
  expect_proof_of(*next, bench.sensed());
}

TEST_CASE("A chip that fails once between cards is opened anew without troubling anyone") {
  const auto fault = GENERATE(LineFault::silence, LineFault::no_answer, LineFault::wrong_checksum, LineFault::nack,
                              LineFault::truncated, LineFault::garbage);
  INFO("fault " << static_cast<int>(fault));
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(fault, kInList);
  std::this_thread::sleep_for(20ms);
  const auto card = member_card();
  const auto start = std::chrono::steady_clock::now();
  bench.chip().touch(card);
  expect_proof_of(*card, bench.sensed());
  CHECK(std::chrono::steady_clock::now() - start < 2s);
  bench.chip().remove();
  expect_notice(Kind::card_removed, bench.sensed());
}

TEST_CASE("A chip that says nothing any more is lost once, and works when it answers again") {
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(LineFault::silence, kInList);
  std::this_thread::sleep_for(20ms);
  bench.chip().inject(LineFault::silence, 0x14, true);  // nor when it is opened
  CHECK(bench.sensed().next_notice(4s).kind == Kind::lost);
  CHECK(bench.sensed().quiet_for(2s));
  bench.chip().heal();
  CHECK(bench.sensed().next_notice(4s).kind == Kind::ready);
  const auto card = member_card();
  bench.chip().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A libnfc reader pulled out is lost once, and back when it is plugged in") {
  LibnfcBench bench;
  bench.start_ready();
  for (int life = 0; life < 2; ++life) {
    bench.chip().unplug();
    const DeviceNotice lost = expect_notice(Kind::lost, bench.sensed());
    CHECK(lost.error.code == ErrorCode::device_lost);
    CHECK(bench.sensed().quiet_for(500ms));
    bench.chip().replug();
    expect_notice(Kind::ready, bench.sensed());
    const auto card = member_card();
    bench.chip().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.chip().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("A libnfc reader pulled out while it has a card's command is lost, and the next card is read") {
  LibnfcBench bench;
  bench.start_ready();
  bench.chip().inject(LineFault::unplug, kInDataExchange);
  bench.chip().touch(member_card());
  (void)expect_notice(Kind::failed, bench.sensed());
  (void)expect_notice(Kind::lost, bench.sensed());
  bench.chip().replug();
  expect_notice(Kind::ready, bench.sensed());
  const auto card = member_card();
  bench.chip().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A libnfc reader that is not there yet is told once, and used when it comes") {
  LibnfcBench bench;
  bench.chip().unplug();
  bench.start();
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::device_not_found);
  CHECK(bench.sensed().quiet_for(600ms));
  bench.chip().replug();
  expect_notice(Kind::ready, bench.sensed());
}

TEST_CASE("A line that another program has is busy, and used when it is free") {
  LibnfcBench bench;
  const int other = ::open(bench.chip().path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
  bench.start();
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::device_busy);
  ::close(other);
  expect_notice(Kind::ready, bench.sensed());
}

TEST_CASE("Two cards on a libnfc reader are told as such, and none is chosen") {
  LibnfcBench bench;
  bench.start_ready();
  const auto first = member_card(1), second = member_card(2);
  const auto tag = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 1, 2, 3, 4, 5, 6});
  std::vector<std::shared_ptr<Card>> cards;
  SECTION("of two technologies") {
    cards = {first, tag};
  }
  SECTION("of one technology") {
    cards = {first, second};
  }
  SECTION("two phones") {
    cards = {std::make_shared<Phone>(1), std::make_shared<Phone>(2)};
  }
  bench.chip().touch(cards);
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::cards_ambiguous);
  CHECK(bench.sensed().quiet_for(600ms));
  bench.chip().remove();
  CHECK(bench.sensed().quiet_for(300ms));
  bench.chip().touch(second);
  expect_proof_of(*second, bench.sensed());
}

TEST_CASE("Of two cards the one that stays is read when the other has gone") {
  LibnfcBench bench;
  bench.start_ready();
  const auto first = member_card(1), second = member_card(2);
  bench.chip().touch({first, second});
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::cards_ambiguous);
  bench.chip().touch(second);
  expect_proof_of(*second, bench.sensed());
}

TEST_CASE("A libnfc reader stops within 50 ms, whatever the chip does, and posts nothing afterwards") {
  LibnfcBench bench;
  const auto stop = [&] {
    const auto start = std::chrono::steady_clock::now();
    bench.device().stop();
    const auto took = std::chrono::steady_clock::now() - start;
    INFO(std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
    CHECK(took < 50ms);
    CHECK(helpers().empty());
    bench.chip().touch(member_card());
    CHECK(bench.sensed().quiet_for(200ms));
  };
  SECTION("while it looks for cards") {
    bench.start_ready();
    stop();
  }
  SECTION("while the chip says nothing") {
    bench.start_ready();
    bench.chip().inject(LineFault::no_answer, kInList, true);
    std::this_thread::sleep_for(50ms);
    stop();
  }
  SECTION("while a card has a command") {
    bench.start_ready();
    bench.chip().inject(LineFault::no_answer, kInDataExchange, true);
    bench.chip().touch(member_card());
    std::this_thread::sleep_for(50ms);
    stop();
  }
  SECTION("while a silent chip is opened") {
    bench.chip().inject(LineFault::silence, 0x14, true);
    bench.start();
    std::this_thread::sleep_for(100ms);
    stop();
  }
  SECTION("while there is no device") {
    bench.chip().unplug();
    bench.start();
    expect_notice(Kind::failed, bench.sensed());
    stop();
  }
}

TEST_CASE("A libnfc reader that was stopped can be started again") {
  LibnfcBench bench;
  bench.start_ready();
  CHECK(bench.device().start(bench.sensed()).error().code == ErrorCode::invalid_argument);
  bench.device().stop();
  REQUIRE(bench.device().start(bench.sensed()).ok());
  expect_notice(Kind::ready, bench.sensed());
}
