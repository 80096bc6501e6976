#include <catch2/catch_test_macros.hpp>

#include "drivers_simulated/posted.hpp"
#include "kazasu/drivers/simulated/simulated_scanner.hpp"

using namespace kazasu;
using drivers::SimulatedScanner;

TEST_CASE("a simulated scanner posts what it is told to scan") {
  StoppedClock clock;
  Posted posted;
  SimulatedScanner scanner{"scanner", clock};
  REQUIRE(scanner.start(posted));
  scanner.scan("E0", "4901234567894");
  REQUIRE(posted.sightings.size() == 1);
  CHECK(posted.sightings[0].device == "simulated:scanner");
  CHECK(posted.sightings[0].monotonic_ns == 42);
  const auto& scan = std::get<ScanSighting>(posted.sightings[0].seen);
  CHECK(scan.symbology == "E0");
  CHECK(as_text(scan.data) == "4901234567894");
  REQUIRE(posted.notices.size() == 1);
  CHECK(posted.notices[0].kind == DeviceNotice::Kind::ready);
}

TEST_CASE("a simulated device posts nothing before start, after stop and while unplugged") {
  StoppedClock clock;
  Posted posted;
  SimulatedScanner scanner{"scanner", clock};
  scanner.scan("E0", "1");
  REQUIRE(scanner.start(posted));
  scanner.unplug();
  scanner.unplug();
  scanner.scan("E0", "2");
  scanner.fail(ErrorCode::scan_broken);
  scanner.replug();
  scanner.scan("E0", "3");
  scanner.stop();
  scanner.scan("E0", "4");
  scanner.fail(ErrorCode::scan_broken);
  REQUIRE(posted.sightings.size() == 1);
  CHECK(as_text(std::get<ScanSighting>(posted.sightings[0].seen).data) == "3");
  REQUIRE(posted.notices.size() == 3);
  CHECK(posted.notices[1].kind == DeviceNotice::Kind::lost);
  CHECK(posted.notices[1].error.code == ErrorCode::device_lost);
  CHECK(posted.notices[2].kind == DeviceNotice::Kind::ready);
}

TEST_CASE("a simulated device that is unplugged at start says so, and can be started again but not twice") {
  StoppedClock clock;
  Posted posted;
  SimulatedScanner scanner{"scanner", clock};
  scanner.unplug();
  REQUIRE(scanner.start(posted));
  REQUIRE(posted.notices.size() == 1);
  CHECK(posted.notices[0].error.code == ErrorCode::device_not_found);
  CHECK(scanner.start(posted).error().code == ErrorCode::invalid_argument);
  scanner.stop();
  CHECK(scanner.start(posted));
}
