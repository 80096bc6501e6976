#pragma once

#include <filesystem>

#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// Whether this process has `file` open. Opening and closing it once more would take SQLite's locks away
/// (fcntl(2): closing any descriptor of a file releases the process's record locks on it).
bool is_open_in_this_process(const std::filesystem::path& file);

/// Whether another process has SQLite's locks on `file`: a terminal has it open.
bool is_locked_by_another_process(const std::filesystem::path& file);

/// Copies `file` and its write-ahead log, as they are at one moment, to `copy` and its log, while another process may
/// write to them. No lock is taken and nothing written: the file proper changes only by a checkpoint, which moves into
/// it what the log holds; so the file is copied first, then the log, and the pair is whole if the log was not begun
/// anew meanwhile (its header has another salt then), in which case it is tried again.
/// `journal_in_use` if a quiet moment is not found; `file_unreadable`; `journal_full` if the copy has no room.
Result<void> copy_live(const std::filesystem::path& file, const std::filesystem::path& copy);

}  // namespace kazasu::journal
