#include "doctor.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <map>

#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::tools;
namespace fs = std::filesystem;

namespace {

class SetClock final : public Clock {
 public:
  explicit SetClock(std::int64_t wall_ms) : wall_ms_(wall_ms) {}
  std::int64_t wall_unix_ms() override { return wall_ms_; }
  std::int64_t monotonic_ns() override { return 0; }

 private:
  std::int64_t wall_ms_;
};

constexpr Finding kAll[] = {
#define KAZASU_FINDING(name, health, en, ja, zh) Finding::name,
#include "doctor_findings.inc"
#undef KAZASU_FINDING
};

}  // namespace

TEST_CASE("Every finding has one sentence in each language, and a bad one says what to do") {
  for (const Finding finding : kAll) {
    INFO(name_of(finding));
    for (const Language language : {Language::ja, Language::en, Language::zh})
      CHECK_FALSE(sentence(finding, language).empty());
    const auto english = sentence(finding, Language::en);
    CHECK(english.ends_with('.'));
    CHECK((health_of(finding) == Health::good) == (english.find(": ") == std::string_view::npos));
    CHECK(sentence(finding, Language::ja) != english);
    CHECK(sentence(finding, Language::zh) != sentence(finding, Language::ja));
  }
}

TEST_CASE("A clock of a wrong year is found") {
  SetClock factory{0}, far{5'000'000'000'000}, now{1'790'000'000'000};
  CHECK(check_clock(factory).finding == Finding::clock_wrong);
  CHECK(check_clock(far).finding == Finding::clock_wrong);
  CHECK(check_clock(now).finding != Finding::clock_wrong);
}

TEST_CASE("A disk is judged where the directory will be made") {
  const Diagnosis found = check_disk(fs::temp_directory_path() / "not/yet/there");
  CHECK((found.finding == Finding::disk_good || found.finding == Finding::disk_low));
  CHECK(check_disk("/proc/self").finding == Finding::disk_read_only);
}

TEST_CASE("Devices are asked all at once, and each says what is wrong with it") {
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  const TemporaryFolder folder;
  const fs::path file = folder / "file";
  std::ofstream{file} << "no line";
  const fs::path fifo = folder / "fifo";
  const auto start = std::chrono::steady_clock::now();
  const auto found = check_devices(
      {"serial:/dev/kazasu-missing", "serial:" + file.string(), "odd:thing", "simulated:" + fifo.string()}, clock,
      entropy, std::chrono::seconds{5});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{3});
  std::map<std::string, Finding> by_subject;
  for (const Diagnosis& diagnosis : found) by_subject[diagnosis.subject] = diagnosis.finding;
  CHECK(by_subject.at("serial:/dev/kazasu-missing") == Finding::device_missing);
  CHECK(by_subject.at("serial:" + file.string()) == Finding::device_unsupported);
  CHECK(by_subject.at("odd:thing") == Finding::device_unsupported);
  CHECK(by_subject.at("simulated:" + fifo.string()) == Finding::device_ready);
}

TEST_CASE("Errors of devices are told by what to do about them") {
  CHECK(finding_of(ErrorCode::service_unavailable) == Finding::service_missing);
  CHECK(finding_of(ErrorCode::device_permission) == Finding::device_forbidden);
  CHECK(finding_of(ErrorCode::device_busy) == Finding::device_in_use);
  CHECK(finding_of(ErrorCode::device_not_found) == Finding::device_missing);
  CHECK(finding_of(ErrorCode::device_lost) == Finding::device_silent);
}

TEST_CASE("What a device's statistics say is told once there are enough reads") {
  const auto found = [](DeviceStatistics device) -> std::string {
    const auto said = check_reads({{"pcsc:A", device}});
    return said.empty() ? "" : std::string{name_of(said.front().finding)};
  };
  CHECK(found({.good_reads = 40, .failed_reads = 9}) == "");
  CHECK(found({.good_reads = 41, .failed_reads = 9}) == "reads_good");
  CHECK(found({.good_reads = 41, .failed_reads = 11}) == "reads_fail");
  CHECK(found({.hours_powered = 240, .good_reads = 100, .communication_errors = 55}) == "reads_good");
  CHECK(found({.hours_powered = 240, .good_reads = 100, .communication_errors = 56}) == "device_drops");
  CHECK(found({.good_reads = 100, .first_read_us = 40'000, .read_time_drift_us = 49'999}) == "reads_good");
  CHECK(found({.good_reads = 100, .first_read_us = 40'000, .read_time_drift_us = 50'000}) == "reads_slow");
  CHECK(found({.good_reads = 100, .first_read_us = 90'000, .read_time_drift_us = 60'000}) == "reads_good");
}

TEST_CASE("A device's numbers are in the detail") {
  const auto said = check_reads({{"pcsc:A",
                                  {.hours_powered = 41.25,
                                   .good_reads = 812,
                                   .failed_reads = 8,
                                   .torn_reads = 3,
                                   .retries = 5,
                                   .communication_errors = 2,
                                   .first_read_us = 13'600,
                                   .median_read_us = 14'100,
                                   .read_time_drift_us = 500}}});
  REQUIRE(said.size() == 1);
  CHECK(said.front().subject == "pcsc:A");
  CHECK(said.front().detail ==
        "41.2 h; 812 good reads, 8 failed, of these 3 torn; 5 asked again; lost 2 times; a read takes 14.1 ms, +0.5 ms "
        "since it was new");
}
