// The PC/SC reader on a real pcscd, with a simulated reader and simulated cards behind its driver interface.
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "device_log.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/felica_lite_s_card.hpp"
#include "simulators/private_pcscd.hpp"
#include "simulators/simulated_reader.hpp"
#include "simulators/uid_card.hpp"
#include "temporary_directory.hpp"

using namespace kazasu;
using namespace kazasu::simulators;
using namespace std::chrono_literals;

namespace {

FelicaLiteSCard::Options member_card() {
  FelicaLiteSCard::Options card;
  card.idm = {0x01, 0x2E, 0x44, 0x00, 0x11, 0x22, 0x33, 0x44};
  card.id_block = {0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x77, 'K', 'A', 'Z', 'A', '0', '1'};
  card.card_key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  return card;
}

/// A reader of a model on a pcscd of its own, and our driver listening to it.
class Lane {
 public:
  explicit Lane(std::string model = "SONY FeliCa RC-S300/S", std::unique_ptr<ReaderDialect> dialect = sony_rc_s300())
      : reader{std::move(model), std::move(dialect), directory_.path()},
        daemon{directory_.path(), std::filesystem::path{KAZASU_BINARY_DIR} / "kazasu_ifd_handler.so"} {
    daemon.add_reader(reader);
    daemon.start();
    ::setenv("PCSCLITE_CSOCK_NAME", daemon.socket().c_str(), 1);
    driver = std::move(*drivers::open_pcsc_reader("pcsc:*", clock_, entropy_));
    REQUIRE(driver->start(log).ok());
    REQUIRE(log.notice(DeviceNotice::Kind::ready));
  }
  ~Lane() { driver->stop(); }

 private:
  TemporaryDirectory directory_;
  drivers::SystemClock clock_;
  drivers::SystemEntropy entropy_;

 public:
  SimulatedReader reader;
  PrivatePcscd daemon;
  DeviceLog log;
  std::unique_ptr<CardReader> driver;
};

const FelicaSighting& felica(const Sighting& sighting) { return std::get<FelicaSighting>(sighting.seen); }

void check_proof(const Sighting& sighting) {
  REQUIRE(felica(sighting).lite_s);
  const auto card = member_card();
  CHECK(*drivers::verify_lite_s_proof(*felica(sighting).lite_s, card.card_key));
  auto other_key = card.card_key;
  other_key[0] ^= 0x02;
  CHECK_FALSE(*drivers::verify_lite_s_proof(*felica(sighting).lite_s, other_key));
}

}  // namespace

TEST_CASE("a Lite-S card that is touched proves its key, fires once and is seen to leave") {
  Lane lane;
  lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
  const auto sighting = lane.log.sighting(1);
  REQUIRE(sighting);
  CHECK(sighting->device == "pcsc:SONY FeliCa RC-S300/S 00 00");
  CHECK(to_hex(felica(*sighting).idm) == "012e440011223344");
  check_proof(*sighting);
  std::this_thread::sleep_for(300ms);
  CHECK(lane.log.sighting_count() == 1);
  lane.reader.remove();
  CHECK(lane.log.notice(DeviceNotice::Kind::card_removed));
  lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
  CHECK(lane.log.sighting(2));
}

TEST_CASE("an ACR122U carries the same card through its pass-through") {
  Lane lane{"ACS ACR122U PICC Interface", acs_acr122u()};
  lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
  const auto sighting = lane.log.sighting(1);
  REQUIRE(sighting);
  check_proof(*sighting);
}

TEST_CASE("a card of another kind is its UID") {
  Lane lane;
  lane.reader.touch(std::make_shared<UidCard>(Bytes{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6}));
  const auto sighting = lane.log.sighting(1);
  REQUIRE(sighting);
  CHECK(to_hex(std::get<UidSighting>(sighting->seen).uid) == "04a1b2c3d4e5f6");
}

TEST_CASE("a card torn away at any APDU is one error, and the next touch works") {
  Lane lane;
  for (int apdu = 1; apdu <= 5; ++apdu) {
    CAPTURE(apdu);
    const std::size_t before = lane.log.notice_count(), seen = lane.log.sighting_count();
    lane.reader.fail_next({ReaderFault::Kind::tear, apdu});
    lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
    REQUIRE(lane.log.notice(DeviceNotice::Kind::failed, std::nullopt, before));
    lane.reader.remove();
    REQUIRE(lane.log.notice(DeviceNotice::Kind::card_removed, std::nullopt, before));
    lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
    REQUIRE(lane.log.sighting(seen + 1));
    const std::size_t after = lane.log.notice_count();
    lane.reader.remove();
    REQUIRE(lane.log.notice(DeviceNotice::Kind::card_removed, std::nullopt, after));
  }
}

TEST_CASE("a damaged answer is an error that says what, and the next touch works") {
  Lane lane;
  for (const auto kind : {ReaderFault::Kind::garbage, ReaderFault::Kind::truncate}) {
    const std::size_t before = lane.log.notice_count(), seen = lane.log.sighting_count();
    lane.reader.fail_next({kind, 3});
    lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
    const auto notice = lane.log.notice(DeviceNotice::Kind::failed, ErrorCode::card_answer_invalid, before);
    REQUIRE(notice);
    CHECK_FALSE(notice->error.detail.empty());
    lane.reader.remove();
    REQUIRE(lane.log.notice(DeviceNotice::Kind::card_removed, std::nullopt, before));
    lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
    REQUIRE(lane.log.sighting(seen + 1));
    const std::size_t after = lane.log.notice_count();
    lane.reader.remove();
    REQUIRE(lane.log.notice(DeviceNotice::Kind::card_removed, std::nullopt, after));
  }
}

TEST_CASE("a daemon that is killed and started again is one error, and service resumes by itself") {
  Lane lane;
  lane.daemon.stop(true);
  REQUIRE(lane.log.notice(DeviceNotice::Kind::failed, ErrorCode::service_unavailable));
  const std::size_t before = lane.log.notice_count();
  lane.daemon.start();
  REQUIRE(lane.log.notice(DeviceNotice::Kind::ready, std::nullopt, before));
  lane.reader.touch(std::make_shared<FelicaLiteSCard>(member_card()));
  const auto sighting = lane.log.sighting(1);
  REQUIRE(sighting);
  check_proof(*sighting);
}

TEST_CASE("stopping takes less than a tenth of a second, whatever the reader waits for") {
  Lane lane;
  const auto start = std::chrono::steady_clock::now();
  lane.driver->stop();
  CHECK(std::chrono::steady_clock::now() - start < 100ms);
}
