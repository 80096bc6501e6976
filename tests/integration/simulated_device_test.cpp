#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/simulated_device.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "sensed.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr auto kSoon = 2s;

/// A started device on a FIFO of its own; `ready` has come.
struct Lane {
  explicit Lane(const std::string& parameters = "") : fifo(folder / "lane1") {
    auto opened = drivers::open_simulated_device("simulated:" + fifo.string() + parameters, clock, entropy);
    REQUIRE(opened);
    device = std::move(*opened);
    REQUIRE(device->start(sensed));
    REQUIRE(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  }
  void write(const std::string& text) const { std::ofstream{fifo} << text; }

  TemporaryFolder folder;
  fs::path fifo;
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Sensed sensed;
  std::unique_ptr<SensingDevice> device;
};

}  // namespace

TEST_CASE("a line written to a simulated device's FIFO is a scan or a card") {
  Lane lane;
  lane.write("scan E0 4901234567894\n");
  const Sighting scan = lane.sensed.next_sighting(kSoon);
  CHECK(scan.device == lane.device->uri());
  CHECK(std::get<ScanSighting>(scan.seen).symbology == "E0");
  CHECK(as_text(std::get<ScanSighting>(scan.seen).data) == "4901234567894");
  lane.write("scan - MEMBER 0001\nfelica 0102030405060708 00F1000000014300 88B4\n");
  const Sighting text = lane.sensed.next_sighting(kSoon);
  CHECK(std::get<ScanSighting>(text.seen).symbology.empty());
  CHECK(as_text(std::get<ScanSighting>(text.seen).data) == "MEMBER 0001");
  const Sighting felica = lane.sensed.next_sighting(kSoon);
  CHECK(to_hex(std::get<FelicaSighting>(felica.seen).idm) == "0102030405060708");
  CHECK(to_hex(std::get<FelicaSighting>(felica.seen).pmm) == "00f1000000014300");
  CHECK(std::get<FelicaSighting>(felica.seen).system_code == 0x88B4);
  lane.write("uid 04A1B2C3D4E5F6\n");
  CHECK(to_hex(std::get<UidSighting>(lane.sensed.next_sighting(kSoon).seen).uid) == "04a1b2c3d4e5f6");
}

TEST_CASE("a member card in a FIFO proves its key, in the frames of the reader that the URI names") {
  for (const char* reader : {"", "?reader=acr122u", "?reader=acr1252u", "?reader=pn532"}) {
    INFO(reader);
    Lane lane{reader};
    lane.write("lite_s 012E0102030405060001AABBCCDDEEFF 0007 00112233445566778899AABBCCDDEEFF\n");
    const Sighting sighting = lane.sensed.next_sighting(kSoon);
    const auto& felica = std::get<FelicaSighting>(sighting.seen);
    CHECK(to_hex(felica.idm) == "012e010203040506");
    REQUIRE(felica.lite_s.has_value());
    CHECK(felica.lite_s->card_key_version == 7);
    Bytes key;
    REQUIRE(from_hex("00112233445566778899AABBCCDDEEFF", key));
    CHECK(*drivers::verify_lite_s_proof(*felica.lite_s, key));
  }
}

TEST_CASE("a FIFO tears a card away, and lays one beside another") {
  Lane lane{"?reader=pn532"};
  lane.write("fault card_leaves 2\nfelica 0102030405060708 00F1000000014300 88B4\n");
  CHECK(lane.sensed.next_notice(kSoon).error.code == ErrorCode::card_removed);
  lane.write("remove\nuid 04A1B2C3\nbeside phone 3\n");
  (void)lane.sensed.next_sighting(kSoon);
  for (;;) {
    const DeviceNotice notice = lane.sensed.next_notice(kSoon);
    if (notice.kind == DeviceNotice::Kind::card_removed) continue;
    CHECK(notice.error.code == ErrorCode::cards_ambiguous);
    break;
  }
}

TEST_CASE("a FIFO also tells that a card goes, a touch fails, a device is lost and comes back") {
  Lane lane;
  lane.write("remove\nuid 04A1B2C3D4E5F6\nremove\nfail scan_broken\nlost\nscan E0 1\nready\n");
  CHECK(std::holds_alternative<UidSighting>(lane.sensed.next_sighting(kSoon).seen));
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::card_removed);
  CHECK(lane.sensed.next_notice(kSoon).error.code == ErrorCode::scan_broken);
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::lost);
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  CHECK(lane.sensed.quiet_for(100ms));
}

TEST_CASE("a line that is none is a failed notice, and the next is obeyed") {
  Lane lane;
  for (const char* line :
       {"scan", "scan E0", "felica 01 02 03", "felica 0102030405060708 00F1000000014300 88B4 x", "uid 0102", "uid zz",
        "lite_s 01 02 03", "phone one", "beside", "beside scan E0 1", "fault nothing", "fault card_leaves 0",
        "fault card_leaves x", "fail nothing", "remove it", "open the till"}) {
    CAPTURE(line);
    lane.write(std::string{line} + "\n");
    const DeviceNotice notice = lane.sensed.next_notice(kSoon);
    CHECK(notice.kind == DeviceNotice::Kind::failed);
    CHECK(notice.error.code == ErrorCode::invalid_argument);
  }
  lane.write("scan E4 49012347\n");
  CHECK(std::get<ScanSighting>(lane.sensed.next_sighting(kSoon).seen).symbology == "E4");
}

TEST_CASE("a simulated device's FIFO is its owner's alone, and goes with the device") {
  Lane lane;
  struct stat status {};
  REQUIRE(stat(lane.fifo.c_str(), &status) == 0);
  CHECK(S_ISFIFO(status.st_mode));
  CHECK((status.st_mode & 0777) == 0600);
  const auto before = std::chrono::steady_clock::now();
  lane.device->stop();
  CHECK(std::chrono::steady_clock::now() - before < 100ms);
  CHECK_FALSE(fs::exists(lane.fifo));
  REQUIRE(lane.device->start(lane.sensed));
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  lane.write("scan E4 49012347\n");
  CHECK(std::get<ScanSighting>(lane.sensed.next_sighting(kSoon).seen).symbology == "E4");
}

TEST_CASE("a simulated device says why it cannot have its FIFO, and harms no file in its place") {
  const TemporaryFolder folder;
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Sensed sensed;
  const fs::path file = folder / "file";
  std::ofstream{file} << "precious";
  auto device = drivers::open_simulated_device("simulated:" + file.string(), clock, entropy);
  REQUIRE(device);
  CHECK((*device)->start(sensed).error().code == ErrorCode::configuration_invalid);
  device->reset();
  CHECK(fs::file_size(file) == 8);
  auto nowhere = drivers::open_simulated_device("simulated:" + (folder / "missing/lane1").string(), clock, entropy);
  REQUIRE(nowhere);
  CHECK((*nowhere)->start(sensed).error().code == ErrorCode::device_not_found);
  CHECK(drivers::open_simulated_device("simulated:lane1", clock, entropy).error().code ==
        ErrorCode::configuration_invalid);
  CHECK(drivers::open_simulated_device("simulated:/x?y=z", clock, entropy).error().code ==
        ErrorCode::configuration_invalid);
  CHECK(drivers::open_simulated_device("serial:/x", clock, entropy).error().code == ErrorCode::configuration_invalid);
}
