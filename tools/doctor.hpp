#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/device_statistics.hpp"
#include "kazasu/values/error.hpp"

namespace kazasu::tools {

/// How a check came out.
enum class Health { good, warning, bad };

/// What a check may find, from the one table doctor_findings.inc.
enum class Finding {
#define KAZASU_FINDING(name, health, en, ja, zh) name,
#include "doctor_findings.inc"
#undef KAZASU_FINDING
};
std::string_view name_of(Finding finding);
Health health_of(Finding finding);
/// One sentence that says what is so and, unless it is good, what to do.
std::string_view sentence(Finding finding, Language language);

struct Diagnosis {
  std::string subject;  ///< a device's URI, or "clock", "disk", "configuration"
  Finding finding;
  std::string detail;  ///< for the engineer
};

/// What a notice or an error of a device means here.
Finding finding_of(ErrorCode code);
/// What the statistics of the terminal's devices say, for those of which there are enough reads to say something.
std::vector<Diagnosis> check_reads(const std::map<std::string, DeviceStatistics>& statistics);
Diagnosis check_clock(Clock& clock);
/// The machine's clock against what the terminal of this folder knows of the time; also while it sells.
Diagnosis check_trusted_time(Clock& clock, const std::filesystem::path& directory, Language language);
Diagnosis check_disk(const std::filesystem::path& directory);
/// Opens all devices at once and waits until each has said how it is, at most `patience`; uses them no further.
std::vector<Diagnosis> check_devices(const std::vector<std::string>& uris, Clock& clock, Entropy& entropy,
                                     std::chrono::milliseconds patience);

}  // namespace kazasu::tools
