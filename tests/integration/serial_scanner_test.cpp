#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "kazasu/drivers/scan/ssi_framer.hpp"
#include "kazasu/drivers/scanner/serial_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "sensed.hpp"
#include "simulators/serial_scanner.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace std::chrono_literals;
using simulators::SerialScanner;

namespace {

constexpr auto kSoon = 2s;
/// Longer than any pause of the driver that a test waits out.
constexpr auto kQuiet = 250ms;

/// A started driver on a line; `ready` has come.
struct Lane {
  explicit Lane(const SerialScanner& scanner, const std::string& parameters = "") : Lane(scanner.path(), parameters) {
    REQUIRE(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  }
  Lane(const std::filesystem::path& path, const std::string& parameters) {
    auto opened = drivers::open_serial_scanner("serial:" + path.string() + parameters, clock);
    REQUIRE(opened);
    driver = std::move(*opened);
    REQUIRE(driver->start(sensed));
  }

  drivers::SystemClock clock;
  Sensed sensed;
  std::unique_ptr<Scanner> driver;  // stops before what it posts to goes
};

/// `E0 4901234567894`
std::string next_scan(Lane& lane) {
  const Sighting sighting = lane.sensed.next_sighting(kSoon);
  CHECK(sighting.device == lane.driver->uri());
  const auto& scan = std::get<ScanSighting>(sighting.seen);
  return scan.symbology + " " + std::string{as_text(scan.data)};
}

ErrorCode next_failure(Lane& lane) {
  const DeviceNotice notice = lane.sensed.next_notice(kSoon);
  CHECK(notice.kind == DeviceNotice::Kind::failed);
  CHECK(notice.device == lane.driver->uri());
  return notice.error.code;
}

}  // namespace

TEST_CASE("a scan arrives as a sighting with its AIM identifier apart") {
  SerialScanner scanner;
  Lane lane{scanner};
  const auto before = lane.clock.monotonic_ns();
  scanner.scan("]E0", "4901234567894");
  const Sighting sighting = lane.sensed.next_sighting(kSoon);
  const auto& scan = std::get<ScanSighting>(sighting.seen);
  CHECK(scan.symbology == "E0");
  CHECK(as_text(scan.data) == "4901234567894");
  CHECK(sighting.monotonic_ns >= before);
  CHECK(sighting.monotonic_ns <= lane.clock.monotonic_ns());
}

TEST_CASE("a scanner that sends no identifier gives scans of unknown symbology") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.scan("", "4901234567894");
  CHECK(next_scan(lane) == " 4901234567894");
}

TEST_CASE("with aim=true a scan without identifier is invalid, and the next with one is good") {
  SerialScanner scanner;
  Lane lane{scanner, "?aim=true"};
  scanner.scan("", "4901234567894");
  CHECK(next_failure(lane) == ErrorCode::scan_invalid);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("two scans in one write are two sightings, in order") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw("]E04901234567894\r\n]E449012347\r\n");
  CHECK(next_scan(lane) == "E0 4901234567894");
  CHECK(next_scan(lane) == "E4 49012347");
  CHECK(lane.sensed.quiet_for(kQuiet));
}

TEST_CASE("a scan that arrives byte by byte is one sighting") {
  SerialScanner scanner;
  Lane lane{scanner};
  for (const char byte : std::string{"]F0A12345678901B\r\n"}) {
    scanner.raw(std::string_view{&byte, 1});
    std::this_thread::sleep_for(2ms);
  }
  CHECK(next_scan(lane) == "F0 A12345678901B");
  CHECK(lane.sensed.quiet_for(kQuiet));
}

TEST_CASE("a scan cut off by silence is broken, and is never glued to the next") {
  SerialScanner scanner;
  Lane lane{scanner, "?idle_ms=50"};
  scanner.raw("]E049012345");
  CHECK(next_failure(lane) == ErrorCode::scan_broken);
  std::this_thread::sleep_for(150ms);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("the rest of a broken scan that comes late is no scan of its own") {
  SerialScanner scanner;
  Lane lane{scanner, "?idle_ms=200"};
  scanner.raw("490123");
  CHECK(next_failure(lane) == ErrorCode::scan_broken);
  scanner.raw("4567894\r");
  CHECK(next_failure(lane) == ErrorCode::scan_broken);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("line noise is an invalid scan, and the next good scan works") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw(Bytes{0x00, 0xFF, 0x80, 0xC3, 0x28, 0x07, 0x0D});
  CHECK(next_failure(lane) == ErrorCode::scan_invalid);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("bytes that are no text are an invalid scan; Japanese in UTF-8 and in Shift_JIS is text") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw(Bytes{0xFF, 0xFE, 0xFD, 0x0D});
  CHECK(next_failure(lane) == ErrorCode::scan_invalid);
  scanner.scan("]Q1", "\xE4\xBC\x9A\xE5\x93\xA1");
  CHECK(next_scan(lane) == "Q1 \xE4\xBC\x9A\xE5\x93\xA1");
  scanner.scan("]Q1", "\x89\xEF\x88\xF5");
  CHECK(next_scan(lane) == "Q1 \x89\xEF\x88\xF5");
}

TEST_CASE("an identifier with nothing behind it is an invalid scan") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.scan("]E0", "");
  CHECK(next_failure(lane) == ErrorCode::scan_invalid);
}

TEST_CASE("an over-long scan is one error, and the next good scan works") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw(std::string(100'000, '7'));
  CHECK(next_failure(lane) == ErrorCode::scan_too_long);
  scanner.raw("\r");
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
  CHECK(lane.sensed.quiet_for(kQuiet));
}

TEST_CASE("the longest scan that is allowed arrives whole") {
  SerialScanner scanner;
  Lane lane{scanner};
  const std::string digits(8'192 - 3, '7');
  scanner.scan("]Q1", digits);
  CHECK(next_scan(lane) == "Q1 " + digits);
}

TEST_CASE("a GS1 separator is data") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.scan("]C1",
               "0104912345678904"
               "10A\x1D"
               "21S");
  CHECK(next_scan(lane) ==
        "C1 0104912345678904"
        "10A\x1D"
        "21S");
}

TEST_CASE("binary payloads pass with STX and ETX around them when the URI says so") {
  SerialScanner scanner;
  Lane lane{scanner, "?prefix=stx&terminator=etx&payload=binary"};
  scanner.raw(Bytes{0xFF, 0x02, ']', 'Q', '1', 0x00, 0x0A, 0xFE, 0x03});
  const Sighting sighting = lane.sensed.next_sighting(kSoon);
  CHECK(std::get<ScanSighting>(sighting.seen).data == Bytes{0x00, 0x0A, 0xFE});
}

TEST_CASE("without a terminator silence ends a scan, by configuration only") {
  SerialScanner scanner;
  Lane lane{scanner, "?terminator=none&idle_ms=30"};
  scanner.raw("]E04901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("a code that stays under a presentation scanner is one sighting; with a trigger every scan counts") {
  SerialScanner scanner;
  SECTION("presentation scanner") {
    Lane lane{scanner, "?repeat_ms=500"};
    for (int i = 0; i < 4; ++i) scanner.scan("]E0", "4901234567894");
    scanner.scan("]E4", "49012347");
    CHECK(next_scan(lane) == "E0 4901234567894");
    CHECK(next_scan(lane) == "E4 49012347");
    CHECK(lane.sensed.quiet_for(kQuiet));
  }
  SECTION("trigger") {
    Lane lane{scanner};
    for (int i = 0; i < 3; ++i) scanner.scan("]E0", "4901234567894");
    for (int i = 0; i < 3; ++i) CHECK(next_scan(lane) == "E0 4901234567894");
  }
}

TEST_CASE("an unplugged scanner is lost once, and works again when it is back") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw("]E04901");  // half a scan dies with the line
  std::this_thread::sleep_for(20ms);
  scanner.unplug();
  const DeviceNotice lost = lane.sensed.next_notice(kSoon);
  CHECK(lost.kind == DeviceNotice::Kind::lost);
  CHECK(lost.error.code == ErrorCode::device_lost);
  CHECK(lane.sensed.quiet_for(700ms));  // several attempts to open it
  for (int round = 0; round < 2; ++round) {
    scanner.replug();
    CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
    scanner.scan("]E0", "4901234567894");
    CHECK(next_scan(lane) == "E0 4901234567894");
    scanner.unplug();
    CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::lost);
  }
}

TEST_CASE("a scanner that is not there yet is told once, and used when it comes") {
  SerialScanner scanner;
  scanner.unplug();
  Lane lane{scanner.path(), ""};
  CHECK(next_failure(lane) == ErrorCode::device_not_found);
  CHECK(lane.sensed.quiet_for(700ms));
  scanner.replug();
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
}

TEST_CASE("a scanner in use is busy, and free again when the other stops") {
  SerialScanner scanner;
  Lane first{scanner};
  Lane second{scanner.path(), ""};
  CHECK(next_failure(second) == ErrorCode::device_busy);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(first) == "E0 4901234567894");
  first.driver->stop();
  CHECK(second.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(second) == "E0 4901234567894");
}

TEST_CASE("a scanner without permission says so") {
  if (geteuid() == 0) SKIP("root may open everything");
  SerialScanner scanner;
  REQUIRE(chmod(std::filesystem::canonical(scanner.path()).c_str(), 0) == 0);
  Lane lane{scanner.path(), ""};
  CHECK(next_failure(lane) == ErrorCode::device_permission);
}

TEST_CASE("a path that is no serial line says so") {
  const TemporaryFolder folder;
  const auto file = folder / "no_line";
  std::ofstream{file} << "x";
  Lane lane{file, ""};
  CHECK(next_failure(lane) == ErrorCode::configuration_invalid);
}

TEST_CASE("what was scanned before the line was opened belongs to nobody") {
  SerialScanner scanner;
  scanner.scan("]E0", "4901234567894");
  Lane lane{scanner};
  CHECK(lane.sensed.quiet_for(kQuiet));
}

TEST_CASE("stop takes less than 100 ms, also while the scanner is away, and posts nothing afterwards") {
  SerialScanner scanner;
  Lane lane{scanner};
  SECTION("idle") {}
  SECTION("in the middle of a scan") {
    scanner.raw("]E0490");
  }
  SECTION("away") {
    scanner.unplug();
    CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::lost);
  }
  const auto before = std::chrono::steady_clock::now();
  lane.driver->stop();
  CHECK(std::chrono::steady_clock::now() - before < 100ms);
  CHECK(lane.sensed.quiet_for(kQuiet));
  lane.driver->stop();
}

TEST_CASE("a stopped scanner can be started again; a started one cannot be started twice") {
  SerialScanner scanner;
  Lane lane{scanner};
  CHECK(lane.driver->start(lane.sensed).error().code == ErrorCode::invalid_argument);
  lane.driver->stop();
  REQUIRE(lane.driver->start(lane.sensed));
  CHECK(lane.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
}

TEST_CASE("a scanner that waits for an answer gets ACK for a whole scan and NAK for a broken one, if the URI says so") {
  SerialScanner scanner;
  Lane lane{scanner, "?acknowledge=true"};
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
  CHECK(scanner.heard(1) == Bytes{0x06});
  scanner.raw("4901");
  CHECK(next_failure(lane) == ErrorCode::scan_broken);
  CHECK(scanner.heard(1) == Bytes{0x15});
  std::this_thread::sleep_for(kQuiet);
  scanner.raw("12\r34\r");
  CHECK(next_scan(lane) == " 12");
  CHECK(next_scan(lane) == " 34");
  CHECK(scanner.heard(2) == Bytes{0x06, 0x06});
}

TEST_CASE("packets of SSI are scans with their symbology, and are answered without being asked to") {
  SerialScanner scanner;
  Lane lane{scanner, "?frames=ssi&aim=true"};
  const std::string content =
      "\x0B"
      "4901234567894";
  const Bytes packet = drivers::ssi_packet(0xF3, false, 0, as_bytes(content));
  const Bytes again = drivers::ssi_packet(0xF3, false, 1, as_bytes(content));
  const Bytes acknowledged = drivers::ssi_packet(0xD0, true, 0, {});
  scanner.raw(BytesView{packet});
  CHECK(next_scan(lane) == "E0 4901234567894");
  CHECK(scanner.heard(acknowledged.size()) == acknowledged);
  scanner.raw(BytesView{again});  // as if the answer had been lost
  CHECK(scanner.heard(acknowledged.size()) == acknowledged);
  CHECK(lane.sensed.quiet_for(kQuiet));
  scanner.raw("4901234567894\r\n");  // it was set to another mode
  CHECK(next_failure(lane) == ErrorCode::scan_broken);
}

TEST_CASE("a length before the data, and a block check behind it, are read as the URI says") {
  SerialScanner scanner;
  {
    Lane lane{scanner, "?frames=length1&payload=binary"};
    scanner.raw(std::string{"\x07]Q1\r\n\x02\x03", 8});
    CHECK(next_scan(lane) == "Q1 \r\n\x02\x03");
  }
  Lane lane{scanner, "?prefix=stx&terminator=etx&check=xor&acknowledge=true"};
  scanner.raw(
      "\x02"
      "123\x03"
      "3");
  CHECK(next_scan(lane) == " 123");
  scanner.raw(
      "\x02"
      "123\x03"
      "4");
  CHECK(next_failure(lane) == ErrorCode::scan_invalid);
  CHECK(scanner.heard(2) == Bytes{0x06, 0x15});
}

TEST_CASE("the other mark of a pack is told from another pack") {
  SerialScanner scanner;
  Lane lane{scanner};
  scanner.raw("]E04912345678904\r]Q1https://id.example.jp/01/04912345678904\r]E04912345678904\r");
  const auto second = [&] { return std::get<ScanSighting>(lane.sensed.next_sighting(kSoon).seen).second_mark; };
  CHECK_FALSE(second());
  CHECK(second());
  CHECK_FALSE(second());
}

TEST_CASE("what the URI says is sent once each time the line opens, and nothing otherwise") {
  SerialScanner scanner;
  Lane lane{scanner, "?on_open=0x16540d"};
  scanner.scan("]E0", "4901234567894");
  CHECK(next_scan(lane) == "E0 4901234567894");
  CHECK(scanner.heard(4) == Bytes{0x16, 0x54, 0x0D});
}

TEST_CASE("speeds, parities and stop bits of the makers can be set") {
  SerialScanner scanner;
  for (const char* parameters :
       {"?baud=9600&parity=odd&flow=rtscts", "?baud=4800&parity=even", "?baud=921600&stop=2"}) {
    CAPTURE(parameters);
    Lane lane{scanner, parameters};
    scanner.scan("]E0", "4901234567894");
    CHECK(next_scan(lane) == "E0 4901234567894");
  }
}
