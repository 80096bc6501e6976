#include <winscard.h>

#include <catch2/generators/catch_generators.hpp>

#include "integration/pcsc_bench.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;

TEST_CASE("A daemon that is not there is told once, and all begins when it comes") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start();
  const DeviceNotice missing = expect_notice(Kind::failed, bench.sensed());
  CHECK(missing.device == "pcsc:*");
  CHECK(missing.error.code == ErrorCode::service_unavailable);
  CHECK(bench.sensed().quiet_for(600ms));
  bench.daemon().start();
  expect_notice(Kind::ready, bench.sensed());
  const auto card = member_card();
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A daemon that dies and comes again is taken up by itself") {
  const bool crash = GENERATE(true, false);
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  const auto card = member_card();
  for (int life = 0; life < 2; ++life) {
    crash ? bench.daemon().kill() : bench.daemon().stop();
    const DeviceNotice lost = expect_notice(Kind::lost, bench.sensed());
    CHECK(lost.device == "pcsc:SONY FeliCa RC-S300/S 00 00");
    CHECK(lost.error.code == ErrorCode::service_unavailable);
    CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::service_unavailable);
    CHECK(bench.sensed().quiet_for(300ms));
    bench.daemon().start();
    expect_notice(Kind::ready, bench.sensed());
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
  }
}

TEST_CASE("A daemon that dies with a card's command under way costs that touch only") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  bench.reader().inject({.kind = FaultKind::silent, .at_apdu = 5});
  const auto card = member_card();
  bench.reader().touch(card);
  CHECK(bench.sensed().quiet_for(200ms));
  bench.daemon().kill();
  expect_notice(Kind::lost, bench.sensed());
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::service_unavailable);
  bench.reader().remove();
  bench.daemon().start();
  expect_notice(Kind::ready, bench.sensed());
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A reader pulled out is lost, and back when it is plugged in") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.start_all();
  bench.reader().unplug();
  const DeviceNotice lost = expect_notice(Kind::lost, bench.sensed());
  CHECK(lost.device == "pcsc:SONY FeliCa RC-S300/S 00 00");
  CHECK(lost.error.code == ErrorCode::device_lost);
  CHECK(bench.sensed().quiet_for(300ms));
  bench.reader().replug();
  expect_notice(Kind::ready, bench.sensed());
  const auto card = member_card();
  bench.reader().touch(card);
  expect_proof_of(*card, bench.sensed());
}

TEST_CASE("A card that another program has to itself is told, and read when it is free") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.daemon().start();
  const auto card = member_card();
  bench.reader().touch(card);
  SCARDCONTEXT context = 0;
  REQUIRE(::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) == SCARD_S_SUCCESS);
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  REQUIRE(::SCardConnect(context, "SONY FeliCa RC-S300/S 00 00", SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &handle,
                         &protocol) == SCARD_S_SUCCESS);
  bench.start();
  expect_notice(Kind::ready, bench.sensed());
  CHECK(expect_notice(Kind::failed, bench.sensed()).error.code == ErrorCode::device_busy);
  ::SCardDisconnect(handle, SCARD_LEAVE_CARD);
  expect_proof_of(*card, bench.sensed());
  ::SCardReleaseContext(context);
}

TEST_CASE("A transparent session that another program left open is taken over") {
  PcscBench bench{readers(sony_rc_s300())};
  bench.daemon().start();
  const auto card = member_card();
  bench.reader().touch(card);
  SCARDCONTEXT context = 0;
  REQUIRE(::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) == SCARD_S_SUCCESS);
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  REQUIRE(::SCardConnect(context, "SONY FeliCa RC-S300/S 00 00", SCARD_SHARE_SHARED, SCARD_PROTOCOL_T1, &handle,
                         &protocol) == SCARD_S_SUCCESS);
  const Bytes start_session{0xFF, 0xC2, 0x00, 0x00, 0x02, 0x81, 0x00, 0x00};
  Bytes answer(64);
  DWORD length = answer.size();
  REQUIRE(::SCardTransmit(handle, SCARD_PCI_T1, start_session.data(), start_session.size(), nullptr, answer.data(),
                          &length) == SCARD_S_SUCCESS);
  ::SCardDisconnect(handle, SCARD_LEAVE_CARD);
  ::SCardReleaseContext(context);
  bench.start();
  expect_notice(Kind::ready, bench.sensed());
  expect_proof_of(*card, bench.sensed());
}
