#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "kazasu/journal/journal.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// What came out of a damaged journal, or a backup.
struct Salvaged {
  std::uint64_t entries = 0;
  std::uint64_t last_seq = 0;          ///< the last sound entry; 0: none
  std::uint64_t acknowledged_seq = 0;  ///< how far the ledger had them, as far as the file says
  std::optional<JournalFault> fault;   ///< why it ends there; nothing: the whole chain was sound
};

/// Copies the sound entries of `source` up to the first that is not, with verdicts and documents, into a new journal
/// `into` of the same terminal and epoch, which is verified and flushed and only then has its name; one of that name is
/// replaced. Who the entries are of is told, not read: hashes of another terminal or epoch do not fit. `source` is not
/// changed. `file_unreadable`, `journal_full`.
Result<Salvaged> salvage(const std::filesystem::path& source, const std::filesystem::path& into,
                         const std::string& terminal, std::uint64_t epoch);

}  // namespace kazasu::journal
