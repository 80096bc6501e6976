#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/terminal/event.hpp"
#include "kazasu/v1/sync_report.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::tools {

/// What a terminal has not sent yet, and what became of what it sent.
struct SyncStatusReport {
  std::string terminal;
  std::uint64_t epoch = 0;
  bool running = false;  ///< a terminal of another process has the journal open
  std::uint64_t waiting = 0;
  std::map<std::uint64_t, std::uint64_t> waiting_of_epoch;  ///< of them, by earlier epochs
  std::int64_t waits_since_unix_ms = 0;                     ///< when the first of them was recorded; 0: none waits
  std::uint64_t acknowledged_seq = 0;
  std::uint64_t last_seq = 0;
  std::optional<v1::SyncReport> last;     ///< what sync says of itself
  std::vector<VerdictEvent> not_as_sold;  ///< refused and adjusted, oldest first
};

/// Reads a terminal's folder, also while the terminal runs: by copies without locks.
Result<SyncStatusReport> read_sync_status(const std::filesystem::path& directory);

/// One JSON object.
std::string sync_json(const SyncStatusReport& status, std::int64_t now_unix_ms, Language language);
/// For people: what waits, since when and why.
std::string sync_text(const SyncStatusReport& status, std::int64_t now_unix_ms, Language language);
/// That a running terminal did not do what it was asked to.
std::string no_answer_text(std::int64_t seconds, Language language);

}  // namespace kazasu::tools
