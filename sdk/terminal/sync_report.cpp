#include "sync_report.hpp"

#include "private_file.hpp"

namespace kazasu {
namespace {

constexpr const char* kReport = "sync-report.pb";
constexpr const char* kRequest = "sync-request";
}  // namespace

void write_sync_report(const std::filesystem::path& directory, const v1::SyncReport& report) {
  (void)replace_private(directory / kReport, report.SerializeAsString());
}

std::optional<v1::SyncReport> read_sync_report(const std::filesystem::path& directory) {
  const auto bytes = read_small(directory / kReport);
  v1::SyncReport report;
  if (!bytes || bytes->empty() || !report.ParseFromString(*bytes)) return std::nullopt;
  return report;
}

bool request_sync(const std::filesystem::path& directory) {
  return write_private(directory / kRequest, "");
}

bool take_sync_request(const std::filesystem::path& directory) {
  std::error_code failed;
  return std::filesystem::remove(directory / kRequest, failed);
}

}  // namespace kazasu
