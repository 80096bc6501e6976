#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "kazasu/journal/salvage.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/sync/enrollment.hpp"

/// What becomes of a journal that must not be gone on with. In a terminal's folder, `journal.db` is the current
/// epoch's, `journal-epoch-N.db` what is sound of an earlier one, and `journal.db.damaged` (or `.damaged-2`, …) what
/// was set aside as it was found.
namespace kazasu {

struct SetAside {
  journal::Salvaged salvaged;
  std::filesystem::path epoch_file;
  std::filesystem::path damaged_file;  ///< empty: there was none to keep
};
/// For the engineer: how many entries were kept, and where.
std::string describe(const SetAside& aside);

/// Salvages `journal.db`, or the file `from` if that holds more, into the file of its epoch; ends the enrolment; and
/// only then renames `journal.db`. Cut anywhere, it is finished by the next call or `finish_setting_aside`.
Result<SetAside> set_journal_aside(const std::filesystem::path& directory, const sync::TerminalIdentity& identity,
                                   KeyStore& keys, const std::optional<std::filesystem::path>& from);
/// For a terminal that is not enrolled: a `journal.db` that is still there is salvaged and renamed, so that the next
/// enrolment finds room for its own.
Result<void> finish_setting_aside(const std::filesystem::path& directory, KeyStore& keys);

/// Whether the folder's journal is a backup.
bool is_backup(const std::filesystem::path& directory);
/// Epoch → file, of the earlier epochs.
std::map<std::uint64_t, std::filesystem::path> earlier_journal_files(const std::filesystem::path& directory);

}  // namespace kazasu
