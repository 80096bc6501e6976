#pragma once

#include <filesystem>
#include <optional>

#include "kazasu/v1/sync_report.pb.h"

/// What a terminal's sync and a tool in another process tell each other, by two small files in the terminal's folder:
/// `sync-report.pb`, written by the terminal, and `sync-request`, made by the tool and removed by the terminal. Neither
/// is flushed, and nothing is lost with them.
namespace kazasu {

/// Replaces the report. A disk that has no room for it is no matter here.
void write_sync_report(const std::filesystem::path& directory, const v1::SyncReport& report);
/// Nothing if there is none that can be read.
std::optional<v1::SyncReport> read_sync_report(const std::filesystem::path& directory);

/// Asks the terminal that runs in this folder for a round now; whether the request could be left.
bool request_sync(const std::filesystem::path& directory);
/// Whether there was a request; it is taken.
bool take_sync_request(const std::filesystem::path& directory);

}  // namespace kazasu
