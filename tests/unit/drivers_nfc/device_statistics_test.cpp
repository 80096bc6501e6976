#include "kazasu/drivers/statistics/device_statistics.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;
using Kind = DeviceNotice::Kind;

namespace {

class TestClock final : public Clock {
 public:
  std::int64_t wall_unix_ms() override { return 0; }
  std::int64_t monotonic_ns() override { return now; }
  std::int64_t now = 1;
};

class Passed final : public DeviceSink {
 public:
  void on_sighting(Sighting) override { ++sightings; }
  void on_notice(DeviceNotice) override { ++notices; }
  int sightings = 0, notices = 0;
};

struct Bench {
  void read(std::int64_t took_us, std::uint8_t attempts = 1) {
    Sighting sighting{.device = "d", .monotonic_ns = clock.now, .seen = UidSighting{{1}}, .attempts = attempts};
    clock.now += took_us * 1'000;
    sink.on_sighting(sighting);
  }
  void notice(Kind kind, ErrorCode code = ErrorCode::internal) {
    sink.on_notice({.device = "d", .kind = kind, .error = {code, {}}});
  }
  DeviceStatistics now() { return sink.statistics().at("d"); }

  TestClock clock;
  Passed passed;
  StatisticsSink sink{passed, clock};
};

constexpr std::int64_t kHour = 3'600'000'000'000;

}  // namespace

TEST_CASE("Statistics count the hours that a device was there") {
  Bench bench;
  bench.notice(Kind::ready);
  bench.clock.now += 2 * kHour;
  CHECK(bench.now().hours_powered == 2.0);
  bench.notice(Kind::lost, ErrorCode::device_lost);
  bench.clock.now += 5 * kHour;
  CHECK(bench.now().hours_powered == 2.0);
  CHECK(bench.now().communication_errors == 1);
  bench.notice(Kind::ready);
  bench.clock.now += kHour;
  CHECK(bench.now().hours_powered == 3.0);
  CHECK(bench.passed.notices == 3);
}

TEST_CASE("Statistics tell good, failed, torn and repeated reads apart") {
  Bench bench;
  bench.read(10);
  bench.read(10, 3);
  bench.notice(Kind::failed, ErrorCode::card_removed);
  bench.notice(Kind::failed, ErrorCode::card_timeout);
  bench.notice(Kind::failed, ErrorCode::service_unavailable);
  bench.notice(Kind::card_removed);
  const DeviceStatistics found = bench.now();
  CHECK(found.good_reads == 2);
  CHECK(found.retries == 2);
  CHECK(found.failed_reads == 2);
  CHECK(found.torn_reads == 1);
  CHECK(found.communication_errors == 1);
  CHECK(bench.passed.sightings == 2);
}

TEST_CASE("Read time that grows is told as drift, once there are enough reads to say so") {
  Bench bench;
  for (std::size_t i = 0; i < StatisticsSink::kSample; ++i) bench.read(1'000);
  CHECK(bench.now().median_read_us == 1'000);
  for (std::size_t i = 1; i < StatisticsSink::kSample; ++i) bench.read(1'400);
  CHECK(bench.now().read_time_drift_us == 0);
  bench.read(1'400);
  CHECK(bench.now().read_time_drift_us == 400);
  for (std::size_t i = 0; i < StatisticsSink::kSample; ++i) bench.read(900);
  CHECK(bench.now().read_time_drift_us == -100);
}

TEST_CASE("Statistics go on from those of an earlier life, and drift is against what the device took when it was new") {
  StatisticsByDevice earlier;
  {
    Bench bench;
    bench.notice(Kind::ready);
    for (std::size_t i = 0; i < StatisticsSink::kSample; ++i) bench.read(1'000);
    bench.clock.now += 3 * kHour;
    earlier = bench.sink.statistics();
    CHECK(earlier.at("d").first_read_us == 1'000);
  }
  Bench bench;
  StatisticsSink sink{bench.passed, bench.clock, earlier};
  CHECK(sink.statistics() == earlier);
  for (std::size_t i = 0; i < StatisticsSink::kSample; ++i) {
    const Sighting sighting{.device = "d", .monotonic_ns = bench.clock.now, .seen = UidSighting{{1}}};
    bench.clock.now += 1'700'000;
    sink.on_sighting(sighting);
  }
  const DeviceStatistics now = sink.statistics().at("d");
  CHECK(now.good_reads == 2 * StatisticsSink::kSample);
  CHECK(now.hours_powered == earlier.at("d").hours_powered);  // it was not said to be there yet
  CHECK(now.first_read_us == 1'000);
  CHECK(now.median_read_us == 1'700);
  CHECK(now.read_time_drift_us == 700);
}
