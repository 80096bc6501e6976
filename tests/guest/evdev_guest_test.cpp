#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "kazasu/drivers/scanner/evdev_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "made_devices.hpp"
#include "sensed.hpp"

using namespace kazasu;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 2s;
// 4 9 0 1 2 3 4 7 and Enter.
const std::vector<std::uint16_t> kJan8{5, 10, 11, 2, 3, 4, 5, 8, 28};

std::unique_ptr<Scanner> open(const std::string& uri, Clock& clock) {
  auto scanner = drivers::open_evdev_scanner(uri, clock);
  REQUIRE(scanner);
  return std::move(*scanner);
}

std::string text(const Sighting& sighting) {
  return std::string{as_text(std::get<ScanSighting>(sighting.seen).data)};
}

/// Whether anyone else who has the device open gets a key within 100 ms.
bool others_get_keys(int descriptor) {
  pollfd wanted{descriptor, POLLIN, 0};
  return poll(&wanted, 1, 100) > 0;
}

}  // namespace

TEST_CASE("a scanner that types is read whole, at once, and nobody else gets its keys") {
  MadeKeyboard keyboard;
  drivers::FileDescriptor other{open(keyboard.path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  REQUIRE(other.ok());
  drivers::SystemClock clock;
  Sensed sensed;
  const auto scanner = open("evdev:" + keyboard.path(), clock);
  REQUIRE(scanner->start(sensed));
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  const auto before = clock.monotonic_ns();
  keyboard.type(kJan8);
  const Sighting sighting = sensed.next_sighting(kSoon);
  CHECK(text(sighting) == "49012347");
  CHECK(sighting.monotonic_ns >= before);
  CHECK_FALSE(others_get_keys(other.get()));
  scanner->stop();
  keyboard.type({5});
  CHECK(others_get_keys(other.get()));  // let go
}

TEST_CASE("a keyboard that another program has grabbed is busy, and taken once it is free") {
  MadeKeyboard keyboard;
  drivers::SystemClock clock;
  Sensed sensed;
  const auto scanner = open("evdev:" + keyboard.path(), clock);
  {
    drivers::FileDescriptor other{open(keyboard.path().c_str(), O_RDONLY | O_CLOEXEC)};
    REQUIRE(ioctl(other.get(), EVIOCGRAB, 1) == 0);
    REQUIRE(scanner->start(sensed));
    CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::device_busy);
  }
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  keyboard.type(kJan8);
  CHECK(text(sensed.next_sighting(kSoon)) == "49012347");
}

TEST_CASE("a keyboard is not grabbed while a key is down") {
  MadeKeyboard keyboard;
  drivers::SystemClock clock;
  Sensed sensed;
  keyboard.press(KEY_LEFTSHIFT, 1);
  const auto scanner = open("evdev:" + keyboard.path(), clock);
  REQUIRE(scanner->start(sensed));
  CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::device_busy);
  keyboard.press(KEY_LEFTSHIFT, 0);
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
}

TEST_CASE("a scanner that types and is unplugged is lost, with half a scan forgotten") {
  drivers::SystemClock clock;
  Sensed sensed;
  std::unique_ptr<Scanner> scanner;
  {
    MadeKeyboard keyboard;
    scanner = open("evdev:" + keyboard.path(), clock);
    REQUIRE(scanner->start(sensed));
    CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
    keyboard.type({5, 10});
    std::this_thread::sleep_for(50ms);
  }
  const DeviceNotice lost = sensed.next_notice(kSoon);
  CHECK(lost.kind == DeviceNotice::Kind::lost);
  CHECK(lost.error.code == ErrorCode::device_lost);
  CHECK(sensed.quiet_for(700ms));
}

TEST_CASE("a scan without Enter is broken, and the next is whole") {
  MadeKeyboard keyboard;
  drivers::SystemClock clock;
  Sensed sensed;
  const auto scanner = open("evdev:" + keyboard.path(), clock);
  REQUIRE(scanner->start(sensed));
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  keyboard.type({5, 10});
  CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::scan_broken);  // no Enter for 500 ms
  keyboard.type(kJan8);
  CHECK(text(sensed.next_sighting(kSoon)) == "49012347");
}

TEST_CASE("what is no keyboard is configured wrongly") {
  drivers::SystemClock clock;
  Sensed sensed;
  const auto scanner = open("evdev:/dev/null", clock);
  REQUIRE(scanner->start(sensed));
  CHECK(sensed.next_notice(kSoon).error.code == ErrorCode::configuration_invalid);
  for (const char* uri : {"evdev:event0", "evdev:/dev/input/event0?layout=fr", "evdev:/x?speed=1", "serial:/x"})
    CHECK(drivers::open_evdev_scanner(uri, clock).error().code == ErrorCode::configuration_invalid);
}
