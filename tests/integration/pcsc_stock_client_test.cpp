#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "integration/pcsc_bench.hpp"
#include "integration/program_output.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

void wait_until_daemon_sees_card() {
  const auto until = std::chrono::steady_clock::now() + 2s;
  for (;;) {
    auto list = drivers::list_pcsc_readers();
    if (list && list->size() == 1 && list->front().card_present) return;
    REQUIRE(std::chrono::steady_clock::now() < until);
    std::this_thread::sleep_for(1ms);
  }
}

}  // namespace

TEST_CASE("Stock PC/SC programs accept the simulated reader and its cards") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.daemon().start();
  SECTION("opensc-tool reads a FeliCa card's ATR") {
    bench.reader().touch(member_card());
    wait_until_daemon_sees_card();
    CHECK_THAT(output_of("opensc-tool", "-a"),
               ContainsSubstring("3b:8f:80:01:80:4f:0c:a0:00:00:03:06:11:00:3b:00:00:00:00:42"));
  }
  SECTION("opensc-tool reads an NTAG's UID") {
    bench.reader().touch(
        std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6}));
    wait_until_daemon_sees_card();
    CHECK_THAT(output_of("opensc-tool", "-s FF:CA:00:00:00"), ContainsSubstring("04 A1 B2 C3 D4 E5 F6"));
  }
  SECTION("pcsc_scan names the reader") {
    CHECK_THAT(output_of("pcsc_scan", "-r"), ContainsSubstring("SONY FeliCa RC-S300/S 00 00"));
  }
  SECTION("pcsc_scan names the card") {
    bench.reader().touch(member_card());
    wait_until_daemon_sees_card();
    CHECK_THAT(output_of("pcsc_scan", "-c"), ContainsSubstring("3B 8F 80 01 80 4F 0C A0 00 00 03 06 11 00 3B"));
  }
}
