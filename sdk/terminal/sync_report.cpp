#include "sync_report.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace kazasu {
namespace {

constexpr const char* kReport = "sync-report.pb";
constexpr const char* kRequest = "sync-request";
/// Some 300 bytes are written.
constexpr std::streamsize kReportBytesMax = 65'536;

/// Makes or empties a file that is its owner's alone.
bool write_private(const std::filesystem::path& file, const std::string& content) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (opened < 0) return false;
  const bool whole = ::write(opened, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  return ::close(opened) == 0 && whole;
}

}  // namespace

void write_sync_report(const std::filesystem::path& directory, const v1::SyncReport& report) {
  const std::filesystem::path part = directory / (std::string{kReport} + ".part");
  std::error_code failed;
  if (write_private(part, report.SerializeAsString())) std::filesystem::rename(part, directory / kReport, failed);
  if (failed) std::filesystem::remove(part, failed);
}

std::optional<v1::SyncReport> read_sync_report(const std::filesystem::path& directory) {
  std::ifstream file{directory / kReport, std::ios::binary};
  std::string bytes(static_cast<std::size_t>(kReportBytesMax), '\0');
  if (!file) return std::nullopt;
  file.read(bytes.data(), kReportBytesMax);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  v1::SyncReport report;
  if (bytes.empty() || !report.ParseFromString(bytes)) return std::nullopt;
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
