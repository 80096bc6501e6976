// Scanners on recordings of what their devices send: the code that reads a device reads these.
#include <linux/input.h>

#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <fstream>
#include <memory>

#include "kazasu/drivers/scanner/evdev_scanner.hpp"
#include "kazasu/drivers/scanner/hidraw_scanner.hpp"
#include "kazasu/drivers/scanner/serial_scanner.hpp"
#include "kazasu/drivers/simulated/simulated_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "scanner/recording.hpp"
#include "sensed.hpp"
#include "temporary_folder.hpp"
#include "trace/scan_recorder.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 5s;
const std::string kRecordings = KAZASU_SOURCE_DIR "/tests/vectors/recordings/";

/// The path of a recording that holds this.
std::string recorded(const TemporaryFolder& folder, const std::string& content) {
  std::ofstream{folder / "recording", std::ios::binary} << content;
  return folder / "recording";
}

/// Keeps what is posted in one order: "ready", "E0 4901234567894", "scan_invalid bad_key", "lost".
class InOrder final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override {
    const auto& scan = std::get<ScanSighting>(sighting.seen);
    put(scan.symbology + " " + std::string{as_text(scan.data)});
  }
  void on_notice(DeviceNotice notice) override {
    switch (notice.kind) {
      case DeviceNotice::Kind::ready: return put("ready");
      case DeviceNotice::Kind::lost: return put("lost");
      default: break;
    }
    const std::string detail = notice.error.detail;
    put(std::string{name_of(notice.error.code)} + " " + detail.substr(0, detail.find(':')));
  }
  std::vector<std::string> until_lost() {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, kSoon, [&] { return !items_.empty() && items_.back() == "lost"; }))
      FAIL("the recording did not end");
    return items_;
  }

 private:
  void put(std::string item) {
    const std::scoped_lock lock{mutex_};
    items_.push_back(std::move(item));
    came_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> items_;
};

/// What a recording gives between its beginning and its end.
std::vector<std::string> played(Result<std::unique_ptr<Scanner>> scanner) {
  REQUIRE(scanner);
  InOrder sink;
  REQUIRE((*scanner)->start(sink));
  auto items = sink.until_lost();
  (*scanner)->stop();
  REQUIRE(items.front() == "ready");
  return {items.begin() + 1, items.end() - 1};
}

std::vector<std::string> typed(const std::string& uri) {
  SystemClock clock;
  return played(open_evdev_scanner(uri, clock));
}

const std::vector<std::string> kCodes{"E0 4901234567894", "Q1 https://example.jp/m?id=1&t=A_b",
                                      "C1 010490123456789410ABC\x1D"
                                      "21S(1)+2"};

input_event key(int code, int value) {
  input_event event{};
  event.type = EV_KEY;
  event.code = static_cast<std::uint16_t>(code);
  event.value = value;
  return event;
}
BytesView bytes_of(const input_event& event) {
  return {reinterpret_cast<const std::uint8_t*>(&event), sizeof event};
}

}  // namespace

TEST_CASE("recorded keys are the codes that the scanner read, in the layout that it was set to") {
  CHECK(typed("evdev:recording=" + kRecordings + "typed_us.evemu") == kCodes);
  CHECK(typed("evdev:recording=" + kRecordings + "typed_jis.evemu?layout=jis") == kCodes);
}

TEST_CASE("recorded keys of the other layout are told as such and never as another code") {
  const auto us_as_jis = typed("evdev:recording=" + kRecordings + "typed_us.evemu?layout=jis");
  CHECK(us_as_jis == std::vector<std::string>(3, "scan_invalid layout_mismatch"));
  const auto jis_as_us = typed("evdev:recording=" + kRecordings + "typed_jis.evemu");
  // The underscore of JIS is a key that a US keyboard does not have.
  CHECK(jis_as_us == std::vector<std::string>{"scan_invalid layout_mismatch", "scan_invalid bad_key",
                                              "scan_invalid layout_mismatch"});
}

TEST_CASE("recorded reports are the codes that the scanner read, over several reports too") {
  SystemClock clock;
  auto wanted = kCodes;
  std::string digits;
  for (int i = 0; i < 9; ++i) digits += "0123456789";
  wanted.push_back("Q1 " + digits);
  CHECK(played(open_hidraw_scanner("hidraw:recording=" + kRecordings + "hid_pos.hid", clock)) == wanted);
}

TEST_CASE("silence in a recording breaks a scan as it did at the device") {
  const TemporaryFolder folder;
  const std::string four = "E: 0.0 0001 0005 1\nE: 0.001 0001 0005 0\n";
  const std::string enter = " 0001 001c 1\n";
  CHECK(typed("evdev:recording=" + recorded(folder, four + "E: 0.4" + enter)) == std::vector<std::string>{" 4"});
  CHECK(typed("evdev:recording=" + recorded(folder, four + "E: 0.6" + enter)) ==
        std::vector<std::string>{"scan_broken missing_terminator"});
  CHECK(typed("evdev:recording=" + recorded(folder, four)) ==
        std::vector<std::string>{"scan_broken missing_terminator"});
}

TEST_CASE("what is no recording is told with its line") {
  const TemporaryFolder folder;
  SystemClock clock;
  const auto wrong = [&](const std::string& scheme, const std::string& content, const std::string& what) {
    CAPTURE(content);
    Sensed sensed;
    const std::string uri = scheme + ":recording=" + recorded(folder, content);
    auto scanner = scheme == "evdev" ? open_evdev_scanner(uri, clock) : open_hidraw_scanner(uri, clock);
    REQUIRE(scanner);
    REQUIRE((*scanner)->start(sensed));
    const DeviceNotice notice = sensed.next_notice(kSoon);
    CHECK(notice.kind == DeviceNotice::Kind::failed);
    CHECK(notice.error.detail.find(what) != std::string::npos);
  };
  wrong("evdev", "hello\n", ":1: no line");
  wrong("evdev", "N: a\nE: 0.0 0001 0005\n", ":2: no line");
  wrong("evdev", "E: 0.0 0001 00zz 1\n", ":1: no line");
  wrong("evdev", "E: 1.0 0001 0005 1\nE: 0.5 0001 0005 0\n", ":2: no line");
  wrong("evdev", "E: -1 0001 0005 1\n", ":1: no line");
  wrong("evdev", "", "has no line");
  wrong("hidraw", "E: 0.0 1 ff\n", "no report descriptor");
  wrong("hidraw", "R: 2 05\n", ":1: no line");
  wrong("hidraw", "R: 1 05\nE: 0.0 2 ff\n", ":2: no line");
  wrong("hidraw", "R: 1 05\nE: 0.0 99999 ff\n", ":2: no line");
  wrong("hidraw", "R: 2 05 01\nE: 0.0 1 ff\n", "is no HID POS scanner");
  wrong("hidraw", "kazasu trace 1\n", "is no trace");
}

TEST_CASE("a flight recorder's trace of a scanner is a recording, whole or with what its codes held masked") {
  SystemClock clock;
  for (const bool whole : {true, false}) {
    const TemporaryFolder folder;
    {
      auto recorder = trace::ScanRecorder::open(folder.path(), "evdev:x", trace::ScanReads::input_events, whole, clock);
      REQUIRE(recorder);
      recorder->opened({});
      for (const int code : {KEY_4, KEY_9, KEY_Q, KEY_MINUS, KEY_KP7, KEY_ENTER}) {
        recorder->read(bytes_of(key(code, 1)));
        recorder->read(bytes_of(key(code, 0)));
      }
    }
    const auto scans = typed("evdev:recording=" + (folder / "evdev_x.trace").string());
    CHECK(scans == std::vector<std::string>{whole ? " 49q-7" : " 00a-0"});
  }
}

TEST_CASE("a trace of HID reports keeps counts and identifiers, and masks the data") {
  SystemClock clock;
  const auto recording = read_report_recording(kRecordings + "hid_pos.hid");
  REQUIRE(recording);
  const TemporaryFolder folder;
  {
    auto recorder = trace::ScanRecorder::open(folder.path(), "hidraw:x", trace::ScanReads::hid_reports, false, clock);
    recorder->opened(recording->report_descriptor);
    for (const auto& read : recording->reads) recorder->read(read.bytes);
  }
  const auto scans = played(open_hidraw_scanner("hidraw:recording=" + (folder / "hidraw_x.trace").string(), clock));
  REQUIRE(scans.size() == 4);
  CHECK(scans[0] == "E0 0000000000000");
  CHECK(scans[1] == "Q1 aaaaa://aaaaaaa.aa/a?aa=0&a=a_a");
  CHECK(scans[2] ==
        "C1 000000000000000000aaa\x1D"
        "00a(0)+0");
  CHECK(scans[3] == "Q1 " + std::string(90, '0'));
}

TEST_CASE("a full ring still tells what it is of") {
  SystemClock clock;
  const TemporaryFolder folder;
  const auto recording = read_report_recording(kRecordings + "hid_pos.hid");
  auto recorder = trace::ScanRecorder::open(folder.path(), "hidraw:x", trace::ScanReads::hid_reports, true, clock);
  recorder->opened(recording->report_descriptor);
  for (int i = 0; i < 5'000; ++i) recorder->read(recording->reads.front().bytes);
  const auto kept = read_report_recording(folder / "hidraw_x.trace");
  REQUIRE(kept);
  CHECK(kept->report_descriptor == recording->report_descriptor);
  CHECK(kept->reads.size() > 1'500);
}

TEST_CASE("a scanner of any kind that runs is not started twice, and starts again once it was stopped") {
  SystemClock clock;
  std::vector<std::unique_ptr<Scanner>> scanners;
  scanners.push_back(std::move(*open_evdev_scanner("evdev:recording=" + kRecordings + "typed_us.evemu", clock)));
  scanners.push_back(std::move(*open_hidraw_scanner("hidraw:recording=" + kRecordings + "hid_pos.hid", clock)));
  scanners.push_back(std::move(*open_serial_scanner("serial:/dev/serial_of_nobody", clock)));
  scanners.push_back(std::move(*open_evdev_scanner("evdev:/dev/input/event_of_nobody", clock)));
  scanners.push_back(std::move(*open_hidraw_scanner("hidraw:/dev/hidraw_of_nobody", clock)));
  scanners.push_back(std::make_unique<SimulatedScanner>("x", clock));
  for (const auto& scanner : scanners) {
    CAPTURE(scanner->uri());
    Sensed first, second;
    REQUIRE(scanner->start(first));
    const auto again = scanner->start(second);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::invalid_argument);
    CHECK(again.error().detail.find("started already") != std::string::npos);
    const DeviceNotice before = first.next_notice(kSoon);
    scanner->stop();
    scanner->stop();  // harmless
    REQUIRE(scanner->start(second));
    CHECK(second.next_notice(kSoon).kind == before.kind);  // as before: ready, or why not
    scanner->stop();
  }
}
