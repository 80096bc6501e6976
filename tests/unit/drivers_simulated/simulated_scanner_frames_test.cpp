#include <catch2/catch_test_macros.hpp>

#include "drivers_simulated/posted.hpp"
#include "kazasu/drivers/simulated/simulated_scanner.hpp"

using namespace kazasu;
using drivers::SimulatedScanner;

namespace {

struct PostedScans final : DeviceSink {
  void on_sighting(Sighting sighting) override { scans.push_back(std::get<ScanSighting>(sighting.seen)); }
  void on_notice(DeviceNotice notice) override { notices.push_back(std::move(notice)); }
  [[nodiscard]] std::string last() const {
    return scans.empty() ? "" : scans.back().symbology + " " + std::string{as_text(scans.back().data)};
  }
  std::vector<ScanSighting> scans;
  std::vector<DeviceNotice> notices;
};

/// A started scanner; `ready` has come.
struct Bench {
  Bench() {
    REQUIRE(scanner.start(posted));
    posted.notices.clear();
  }
  /// The error that the last step led to, with the fault that begins its detail.
  std::string take_error() {
    if (posted.notices.empty()) return "";
    const Error error = posted.notices.back().error;
    posted.notices.clear();
    return std::string{name_of(error.code)} + " " + error.detail.substr(0, error.detail.find(':'));
  }
  StoppedClock clock;
  PostedScans posted;
  SimulatedScanner scanner{"scanner", clock};
};

}  // namespace

TEST_CASE("a simulated scan arrives the same by line, by reports and by keys") {
  Bench bench;
  const std::string data =
      "010491234567890410ABC\x1D"
      "21S1";
  for (int kind = 0; kind < 3; ++kind) {
    if (kind == 0) bench.scanner.scan("C1", data);
    if (kind == 1) bench.scanner.scan_by_reports("C1", as_bytes(data));
    if (kind == 2) CHECK(bench.scanner.scan_by_keys("C1", data));
    CHECK(bench.posted.last() == "C1 " + data);
  }
  const std::string long_data = "https://example.jp/" + std::string(200, 'a') + "?B=1&c=2";
  bench.scanner.scan_by_reports("Q1", as_bytes(long_data));
  CHECK(bench.posted.last() == "Q1 " + long_data);
  CHECK(bench.scanner.scan_by_keys("Q1", long_data));
  CHECK(bench.posted.last() == "Q1 " + long_data);
  CHECK(bench.posted.scans.size() == 5);
  CHECK(bench.posted.notices.empty());
  CHECK(bench.scanner.scan_by_keys("", "\xE4").error().code == ErrorCode::invalid_argument);
  CHECK(bench.scanner.press_keys("5+ 5").error().code == ErrorCode::invalid_argument);
  CHECK(bench.scanner.press_keys("768+").error().code == ErrorCode::invalid_argument);
}

TEST_CASE("after every fault the next good scan works") {
  Bench bench;
  const auto good = [&] {
    bench.scanner.scan("E4", "49012347");
    return bench.posted.last() == "E4 49012347" && std::exchange(bench.posted.scans, {}).size() == 1;
  };
  bench.scanner.send("490123");
  bench.scanner.fall_silent();
  CHECK(bench.take_error() == "scan_broken missing_terminator");
  bench.scanner.fall_silent();
  bench.scanner.send("567894\r");  // the rest of what was broken
  CHECK(bench.take_error() == "scan_broken tail_of_broken_scan");
  CHECK(good());
  bench.scanner.send(std::string(8'193, '7') + "\r");
  CHECK(bench.take_error() == "scan_too_long too_long");
  CHECK(good());
  bench.scanner.send("49\x01\x80\r");
  CHECK(bench.take_error() == "scan_invalid bad_character");
  CHECK(good());
  bench.scanner.send_report(Bytes{2, 255});
  CHECK(bench.take_error() == "scan_invalid bad_length");
  Bytes report(64, '1');
  report[0] = 2;
  report[1] = 57;
  bench.scanner.send_report(report);
  CHECK(bench.take_error() == "scan_invalid bad_count");
  report[1] = 56;
  report[63] = 1;
  bench.scanner.send_report(report);
  bench.scanner.fall_silent();
  CHECK(bench.take_error() == "scan_broken incomplete");
  bench.scanner.scan_by_reports("E4", as_bytes("49012347"));
  CHECK(bench.posted.last() == "E4 49012347");
  CHECK(bench.scanner.press_keys("5+ 5- DROP 10+ 10- 28+ 28-"));
  CHECK(bench.take_error() == "scan_broken events_lost");
  CHECK(bench.scanner.press_keys("5+ 5- 102+ 102- 28+ 28-"));  // Home
  CHECK(bench.take_error() == "scan_invalid bad_key");
  CHECK(bench.scanner.press_keys("5+ 5-"));
  bench.scanner.fall_silent();
  CHECK(bench.take_error() == "scan_broken missing_terminator");
  CHECK(bench.scanner.press_keys("43+ 43- 42+ 16+ 16- 42- 2+ 2- 35+ 35- 28+ 28-"));  // ]Q1h of a JIS scanner
  CHECK(bench.take_error() == "scan_invalid layout_mismatch");
  CHECK(bench.scanner.scan_by_keys("E4", "49012347"));
  CHECK(bench.posted.last() == "E4 49012347");
}

TEST_CASE("a scanner that is refused says why at start, until it is plugged in again") {
  StoppedClock clock;
  PostedScans posted;
  SimulatedScanner scanner{"scanner", clock};
  scanner.refuse(ErrorCode::device_permission);
  REQUIRE(scanner.start(posted));
  REQUIRE(posted.notices.size() == 1);
  CHECK(posted.notices[0].error.code == ErrorCode::device_permission);
  scanner.scan("E0", "4901234567894");
  CHECK(posted.scans.empty());
  scanner.replug();
  scanner.scan("E0", "4901234567894");
  CHECK(posted.last() == "E0 4901234567894");
}
