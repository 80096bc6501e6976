// No call of a scanner waits longer than it says, and each ends when the scanner is stopped (docs/scanners.md). What
// the kernel alone can show (grabs, reports, frames) is in tests/guest; cameras are in camera_decoder_test.cpp.
#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "kazasu/drivers/scanner/evdev_scanner.hpp"
#include "kazasu/drivers/scanner/hidraw_scanner.hpp"
#include "kazasu/drivers/scanner/serial_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "scanner/descriptor_scanner.hpp"
#include "scanner/wedge_pipeline.hpp"
#include "sensed.hpp"
#include "simulators/serial_scanner.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 5s;
/// A wait that nothing ends takes seconds; a machine that is busy takes some tenths.
constexpr auto kAtOnce = 500ms;

template <class Act>
std::chrono::steady_clock::duration time_of(const Act& act) {
  const auto before = std::chrono::steady_clock::now();
  act();
  return std::chrono::steady_clock::now() - before;
}

/// A scanner on the reading end of a pipe, through the code that evdev and hidraw share.
struct PipeScanner {
  PipeScanner() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    reading = ends[0];
    writing.emplace(ends[1]);
    scanner = make_descriptor_scanner(
        "evdev:pipe",
        [this]() -> Result<OpenedScanner> {
          if (reading < 0) return Error{ErrorCode::device_not_found, "it is away"};
          return OpenedScanner{FileDescriptor{std::exchange(reading, -1)},
                               std::make_unique<WedgePipeline>(WedgeSettings{}, ScanContentSettings{}),
                               {}};
        },
        0ms, trace::ScanReads::input_events, {}, clock);
    REQUIRE(scanner->start(sensed));
    CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  }
  void press(int code) const {
    input_event event{};
    event.type = EV_KEY;
    event.code = static_cast<std::uint16_t>(code);
    event.value = 1;
    REQUIRE(::write(writing->get(), &event, sizeof event) == sizeof event);
  }

  SystemClock clock;
  Sensed sensed;
  int reading = -1;
  std::optional<FileDescriptor> writing;
  std::unique_ptr<Scanner> scanner;
};

}  // namespace

TEST_CASE("a read of input events or HID reports ends when the scanner is stopped") {
  PipeScanner pipe;
  SECTION("while nothing comes") {}
  SECTION("in the middle of a scan") {
    pipe.press(KEY_4);
  }
  SECTION("while the device is away") {
    pipe.writing.reset();
    CHECK(pipe.sensed.next_notice(kSoon).kind == DeviceNotice::Kind::lost);
  }
  CHECK(time_of([&] { pipe.scanner->stop(); }) < kAtOnce);
  CHECK(pipe.sensed.quiet_for(100ms));
}

TEST_CASE("a scan of input events that goes no further is broken by silence, not waited for") {
  PipeScanner pipe;
  pipe.press(KEY_4);
  const DeviceNotice notice = pipe.sensed.next_notice(kSoon);
  CHECK(notice.kind == DeviceNotice::Kind::failed);
  CHECK(notice.error.code == ErrorCode::scan_broken);
}

TEST_CASE("answers to a scanner that never reads them hold nothing up") {
  simulators::SerialScanner line;
  SystemClock clock;
  Sensed sensed;
  auto scanner = open_serial_scanner("serial:" + line.path().string() + "?acknowledge=true", clock);
  REQUIRE(scanner);
  REQUIRE((*scanner)->start(sensed));
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  // A line takes some 4 kB before a write to it would wait.
  constexpr int kScans = 8'000, kAtATime = 100;
  for (int i = 0; i < kScans; i += kAtATime) {
    std::string scans;
    for (int j = 0; j < kAtATime; ++j) scans += "7\r";
    line.raw(scans);
    for (int j = 0; j < kAtATime; ++j) (void)sensed.next_sighting(kSoon);
  }
  CHECK(time_of([&] { (*scanner)->stop(); }) < kAtOnce);
}

TEST_CASE("a path that is no file of a recording is refused, not waited for") {
  const TemporaryFolder folder;
  SystemClock clock;
  REQUIRE(::mkfifo((folder / "recording").c_str(), 0600) == 0);
  const std::string path = (folder / "recording").string();
  for (const bool keys : {true, false}) {
    Sensed sensed;
    auto scanner = keys ? open_evdev_scanner("evdev:recording=" + path, clock)
                        : open_hidraw_scanner("hidraw:recording=" + path, clock);
    REQUIRE(scanner);
    REQUIRE((*scanner)->start(sensed));
    const DeviceNotice notice = sensed.next_notice(kSoon);
    CHECK(notice.kind == DeviceNotice::Kind::failed);
    CHECK(notice.error.code == ErrorCode::file_unreadable);
    CHECK(time_of([&] { (*scanner)->stop(); }) < kAtOnce);
  }
}

TEST_CASE("a device path that is a pipe without a writer is refused, not waited for") {
  const TemporaryFolder folder;
  SystemClock clock;
  REQUIRE(::mkfifo((folder / "device").c_str(), 0600) == 0);
  const std::string path = (folder / "device").string();
  std::vector<Result<std::unique_ptr<Scanner>>> scanners;
  scanners.push_back(open_serial_scanner("serial:" + path, clock));
  scanners.push_back(open_evdev_scanner("evdev:" + path, clock));
  scanners.push_back(open_hidraw_scanner("hidraw:" + path, clock));
  for (const auto& scanner : scanners) {
    REQUIRE(scanner);
    Sensed sensed;
    REQUIRE((*scanner)->start(sensed));
    CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::failed);
    CHECK(time_of([&] { (*scanner)->stop(); }) < kAtOnce);
  }
}

TEST_CASE("a long recording stops between two reads") {
  const TemporaryFolder folder;
  SystemClock clock;
  {
    std::ofstream file{folder / "recording"};
    for (int i = 0; i < 200'000; ++i) file << "E: 0." << std::to_string(1'000'000 + i).substr(1) << " 0001 0005 1\n";
  }
  Sensed sensed;
  auto scanner = open_evdev_scanner("evdev:recording=" + (folder / "recording").string(), clock);
  REQUIRE(scanner);
  REQUIRE((*scanner)->start(sensed));
  CHECK(sensed.next_notice(kSoon).kind == DeviceNotice::Kind::ready);
  CHECK(time_of([&] { (*scanner)->stop(); }) < kAtOnce);
}
