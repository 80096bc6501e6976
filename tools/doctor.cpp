#include "doctor.hpp"

#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>

#include "kazasu/terminal/clock_status.hpp"
#include "kazasu/terminal/devices.hpp"
#include "kazasu/values/phrase.hpp"

namespace kazasu::tools {
namespace {

struct Row {
  std::string_view name;
  Health health;
  Phrase sentence;
};

const Row& row_of(Finding finding) {
  static constexpr Row kRows[] = {
#define KAZASU_FINDING(name, health, en, ja, zh) {#name, Health::health, {en, ja, zh}},
#include "doctor_findings.inc"
#undef KAZASU_FINDING
  };
  return kRows[static_cast<std::size_t>(finding)];
}

/// Keeps the first thing that each device says of itself; a reader on PC/SC says it under the reader's own name.
class FirstWords final : public DeviceSink {
 public:
  void on_sighting(Sighting) override {}
  void on_notice(DeviceNotice notice) override {
    const std::lock_guard lock{mutex_};
    using Kind = DeviceNotice::Kind;
    if (notice.kind == Kind::ready) said_.emplace(notice.device, Diagnosis{notice.device, Finding::device_ready, {}});
    if (notice.kind == Kind::failed || notice.kind == Kind::lost)
      said_.emplace(notice.device, Diagnosis{notice.device, finding_of(notice.error.code), notice.error.detail});
    came_.notify_all();
  }

  /// Waits until someone of this URI's devices has spoken.
  std::vector<Diagnosis> of(const std::string& uri, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock{mutex_};
    std::vector<Diagnosis> found;
    came_.wait_until(lock, until, [&] {
      found.clear();
      for (const auto& [device, diagnosis] : said_) {
        if (belongs(device, uri)) found.push_back(diagnosis);
      }
      return !found.empty();
    });
    return found;
  }

 private:
  static bool belongs(const std::string& device, const std::string& uri) {
    if (device == uri) return true;
    if (!uri.starts_with("pcsc:") || !device.starts_with("pcsc:")) return false;
    return device.starts_with(uri.substr(0, uri.find('*')));
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::string, Diagnosis> said_;
};

constexpr std::uint64_t kReadsEnough = 50;  // for a rate to say something

Finding finding_of(const DeviceStatistics& device) {
  constexpr std::int64_t kSlowerUs = 50'000;  // a tenth of what a customer takes for one touch (nfc.md, rule 7)
  constexpr double kLostPerDay = 5;
  const std::uint64_t reads = device.good_reads + device.failed_reads;
  if (device.failed_reads * 5 >= reads) return Finding::reads_fail;
  if (static_cast<double>(device.communication_errors) > kLostPerDay * (device.hours_powered / 24 + 1))
    return Finding::device_drops;
  const bool slower = device.read_time_drift_us >= kSlowerUs && device.read_time_drift_us >= device.first_read_us;
  return slower ? Finding::reads_slow : Finding::reads_good;
}

/// For the engineer.
std::string text_of(const DeviceStatistics& device) {
  std::array<char, 200> text{};
  std::snprintf(
      text.data(), text.size(),
      "%.1f h; %llu good reads, %llu failed, of these %llu torn; %llu asked again; lost %llu times; a read takes "
      "%.1f ms, %+.1f ms since it was new",
      device.hours_powered, static_cast<unsigned long long>(device.good_reads),
      static_cast<unsigned long long>(device.failed_reads), static_cast<unsigned long long>(device.torn_reads),
      static_cast<unsigned long long>(device.retries), static_cast<unsigned long long>(device.communication_errors),
      static_cast<double>(device.median_read_us) / 1e3, static_cast<double>(device.read_time_drift_us) / 1e3);
  return text.data();
}

}  // namespace

std::string_view name_of(Finding finding) {
  return row_of(finding).name;
}
Health health_of(Finding finding) {
  return row_of(finding).health;
}
std::string_view sentence(Finding finding, Language language) {
  return row_of(finding).sentence.in(language);
}

Finding finding_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::service_unavailable: return Finding::service_missing;
    case ErrorCode::device_permission: return Finding::device_forbidden;
    case ErrorCode::device_busy: return Finding::device_in_use;
    case ErrorCode::device_not_found: return Finding::device_missing;
    case ErrorCode::unsupported:
    case ErrorCode::configuration_invalid: return Finding::device_unsupported;
    default: return Finding::device_silent;
  }
}

std::vector<Diagnosis> check_reads(const std::map<std::string, DeviceStatistics>& statistics) {
  std::vector<Diagnosis> diagnoses;
  for (const auto& [device, one] : statistics) {
    if (one.good_reads + one.failed_reads < kReadsEnough) continue;
    diagnoses.push_back({device, finding_of(one), text_of(one)});
  }
  return diagnoses;
}

Diagnosis check_clock(Clock& clock) {
  constexpr std::int64_t kYear2025Ms = 1'735'689'600'000, kYear2100Ms = 4'102'444'800'000;
  const std::int64_t now = clock.wall_unix_ms();
  if (now < kYear2025Ms || now > kYear2100Ms) return {"clock", Finding::clock_wrong, {}};
  timex state{};
  const bool adrift = ::adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0;
  return {"clock", adrift ? Finding::clock_adrift : Finding::clock_good, {}};
}

Diagnosis check_trusted_time(Clock& clock, const std::filesystem::path& directory, Language language) {
  const auto status = clock_status_of(directory, clock);
  if (!status) return {"time", Finding::time_unknown, describe(status.error())};
  switch (status->state) {
    case ClockStatus::State::verified: return {"time", Finding::time_verified, {}};
    case ClockStatus::State::unverified: return {"time", Finding::time_unverified, {}};
    case ClockStatus::State::wrong:
    case ClockStatus::State::disputed: return {"time", Finding::time_wrong, clock_text(*status, language)};
  }
  return {"time", Finding::time_unknown, {}};
}

Diagnosis check_disk(const std::filesystem::path& directory) {
  // A journal entry has about 1 KB (reliability.md); SQLite needs room for its log as well.
  constexpr std::uint64_t kFull = 20'000'000, kLow = 200'000'000;
  std::filesystem::path there = std::filesystem::absolute(directory);
  while (!std::filesystem::exists(there) && there.has_relative_path()) there = there.parent_path();
  struct statvfs status {};
  if (::statvfs(there.c_str(), &status) != 0 || (status.f_flag & ST_RDONLY) != 0 || ::access(there.c_str(), W_OK) != 0)
    return {"disk", Finding::disk_read_only, there.string()};
  const std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  const std::string detail = there.string() + ": " + std::to_string(free / 1'000'000) + " MB free";
  return {"disk", free < kFull ? Finding::disk_full : free < kLow ? Finding::disk_low : Finding::disk_good, detail};
}

std::vector<Diagnosis> check_devices(const std::vector<std::string>& uris, Clock& clock, Entropy& entropy,
                                     std::chrono::milliseconds patience) {
  FirstWords words;
  std::vector<Diagnosis> diagnoses;
  std::vector<std::unique_ptr<SensingDevice>> devices;
  for (const std::string& uri : uris) {
    auto device = open_device(uri, clock, entropy);
    auto started = device ? (*device)->start(words) : Result<void>{device.error()};
    if (!started) {
      diagnoses.push_back({uri, finding_of(started.error().code), started.error().detail});
    } else {
      devices.push_back(std::move(*device));
    }
  }
  const auto until = std::chrono::steady_clock::now() + patience;
  for (const auto& device : devices) {
    auto said = words.of(device->uri(), until);
    if (said.empty())
      said.push_back(
          {device->uri(), device->uri().starts_with("pcsc:") ? Finding::no_reader : Finding::device_silent, {}});
    diagnoses.insert(diagnoses.end(), said.begin(), said.end());
  }
  for (const auto& device : devices) device->stop();
  return diagnoses;
}

}  // namespace kazasu::tools
