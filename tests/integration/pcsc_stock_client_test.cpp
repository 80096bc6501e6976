#include <sys/wait.h>
#include <unistd.h>

#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>
#include <thread>

#include "integration/pcsc_bench.hpp"
#include "simulators/iso14443a_cards.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What a program of the machine prints; skips the test if there is none of this name.
std::string output_of(const std::string& program, const std::string& arguments) {
  FILE* pipe = ::popen(
      ("command -v " + program + " >/dev/null 2>&1 || exit 127; timeout 10 " + program + " " + arguments + " 2>&1")
          .c_str(),
      "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[512];
  while (const std::size_t length = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, length);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) SKIP(program << " is not installed");
  return output;
}

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
