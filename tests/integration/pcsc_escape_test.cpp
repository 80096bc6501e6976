// Commands to a reader itself, through the real daemon, with and without a card.
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "integration/member_card.hpp"
#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/pcsc/reader_firmware.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string only_reader() {
  for (int attempt = 0; attempt < 400; ++attempt) {
    const auto readers = drivers::list_pcsc_readers();
    if (readers && readers->size() == 1) return readers->front().name;
    std::this_thread::sleep_for(5ms);
  }
  FAIL("no reader came");
  return {};
}

}  // namespace

TEST_CASE("PC/SC escape: a reader tells its firmware, with a card on it and without") {
  PcscBench bench{readers(acs_acr122u())};
  bench.daemon().start();
  const std::string name = only_reader();
  auto firmware = drivers::pcsc_reader_firmware(name);
  REQUIRE(firmware.ok());
  CHECK(*firmware == "ACR122U207");
  bench.start();
  expect_notice(DeviceNotice::Kind::ready, bench.sensed());
  const auto card = member_card();
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
  firmware = drivers::pcsc_reader_firmware(name);
  REQUIRE(firmware.ok());
  CHECK(*firmware == "ACR122U207");
}

TEST_CASE("PC/SC escape: a driver that lets none through is unsupported, and says what to set") {
  PcscBench bench{readers(acs_acr122u())};
  bench.daemon().start();
  const std::string name = only_reader();
  bench.reader().set_escape(false);
  const auto firmware = drivers::pcsc_reader_firmware(name);
  CHECK(firmware.error().code == ErrorCode::unsupported);
  CHECK_THAT(firmware.error().detail, ContainsSubstring("ifdDriverOptions"));
}

TEST_CASE("PC/SC escape: a make of which no command is known is asked nothing") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.daemon().start();
  CHECK(drivers::pcsc_reader_firmware(only_reader()).error().code == ErrorCode::not_found);
  CHECK(drivers::pcsc_reader_firmware("ACS ACR122U that is not there").error().code == ErrorCode::device_lost);
}
