#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "kazasu/drivers/scanner/hidraw_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "made_devices.hpp"
#include "sensed.hpp"

using namespace kazasu;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 2s;

Bytes bytes_of(std::string_view hex) {
  Bytes bytes;
  REQUIRE(from_hex(hex, bytes));
  return bytes;
}

// Count, identifier, 56 bytes of data, two of the maker's, a flag for more: report 2 of 64 bytes.
Bytes scanner_descriptor() {
  return bytes_of(
      "058c0902a1010912a1028502150026ff0075080501093b95018102058c09fb09fc09fd9503810209fe95388202010666ff09040900950281"
      "02"
      "058c09ff250175019501810275078101c0c0");
}
Bytes keyboard_descriptor() {
  return bytes_of("05010906a101050719e029e715002501750195088102950175088103950675081500266500050719002a65008100c0");
}

Bytes report(std::string_view data, bool more) {
  Bytes bytes(64, 0);
  bytes[0] = 2;
  bytes[1] = static_cast<std::uint8_t>(data.size());
  bytes[2] = ']';
  bytes[3] = 'Q';
  bytes[4] = '1';
  std::copy(data.begin(), data.end(), bytes.begin() + 5);
  bytes[63] = more ? 1 : 0;
  return bytes;
}

std::unique_ptr<Scanner> open(const std::string& uri, Clock& clock) {
  auto scanner = drivers::open_hidraw_scanner(uri, clock);
  REQUIRE(scanner);
  return std::move(*scanner);
}

}  // namespace

TEST_CASE("a HID POS scanner is read by its descriptor, over several reports, and lost when it is unplugged") {
  drivers::SystemClock clock;
  Sensed sensed;
  std::unique_ptr<Scanner> scanner;
  {
    MadeHidDevice device{scanner_descriptor()};
    scanner = open("hidraw:" + device.path(), clock);
    REQUIRE(scanner->start(sensed));
    CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
    const std::string first(56, 'a');
    device.send(report(first, true));
    device.send(report("b", false));
    const Sighting sighting = sensed.next_sighting(kSoon);
    CHECK(std::get<ScanSighting>(sighting.seen).symbology == "Q1");
    CHECK(as_text(std::get<ScanSighting>(sighting.seen).data) == first + "b");
    device.send(report(first, true));
    CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::scan_broken);  // nothing follows for 500 ms
    device.send(report("c", false));
    CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(kSoon).seen).data) == "c");
  }
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::lost);
}

TEST_CASE("a HID device without scans is configured wrongly, and one that is locked is busy") {
  drivers::SystemClock clock;
  Sensed sensed, second;
  MadeHidDevice keyboard{keyboard_descriptor()};
  const auto wrong = open("hidraw:" + keyboard.path(), clock);
  REQUIRE(wrong->start(sensed));
  CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::configuration_invalid);
  wrong->stop();
  MadeHidDevice device{scanner_descriptor()};
  drivers::FileDescriptor other{open(device.path().c_str(), O_RDONLY | O_CLOEXEC)};
  REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  const auto scanner = open("hidraw:" + device.path(), clock);
  REQUIRE(scanner->start(second));
  CHECK(second.next_notice(kSoon).error.code == ErrorCode::device_busy);
  REQUIRE(flock(other.get(), LOCK_UN) == 0);
  CHECK(second.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
}

TEST_CASE("a HID POS scanner's URI is checked, and what is not there is not found") {
  drivers::SystemClock clock;
  Sensed sensed;
  for (const char* uri : {"hidraw:hidraw0", "hidraw:/dev/hidraw0?baud=9600", "hidraw:/x?aim=maybe", "evdev:/x"})
    CHECK(drivers::open_hidraw_scanner(uri, clock).error().code == ErrorCode::configuration_invalid);
  const auto missing = open("hidraw:/dev/hidraw_of_nobody", clock);
  REQUIRE(missing->start(sensed));
  CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::device_not_found);
}

TEST_CASE("a Honeywell imager is told to send its scans to HID POS, if the URI says so") {
  drivers::SystemClock clock;
  Sensed sensed;
  MadeHidDevice device{scanner_descriptor()};
  const auto scanner = open("hidraw:" + device.path() + "?redirect=honeywell", clock);
  REQUIRE(scanner->start(sensed));
  CHECK(device.next_feature_report(0) == Bytes{0xFE, 0x01});
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  device.send(report("c", false));
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(kSoon).seen).data) == "c");
}
