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
