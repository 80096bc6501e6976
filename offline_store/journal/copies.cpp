#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include "journal/chain.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"
#include "journal/state.hpp"

namespace kazasu::journal {
namespace {

constexpr int kAllPages = -1;

void copy_all(SQLite::Database& from, const std::filesystem::path& file) {
  SQLite::Database copy{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  SQLite::Backup backup{copy, from};
  if (const int status = backup.executeStep(kAllPages); status != SQLITE_DONE) {
    throw SQLite::Exception(sqlite3_errstr(status), status);
  }
}

}  // namespace

Result<void> Journal::backup(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return Error{ErrorCode::invalid_argument, "backup: the file exists already"};
  try {
    copy_all(state_->database, file);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                 ignored);
    return {};
  } catch (const SQLite::Exception& exception) {
    std::filesystem::remove(file, ignored);
    return journal_error(exception, "backing up");
  }
}

Result<JournalCopy> read_journal_file(const std::filesystem::path& file) {
  try {
    SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
    database.exec("PRAGMA trusted_schema=OFF");
    database.exec("PRAGMA cell_size_check=ON");
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
      return Error{ErrorCode::journal_corrupt, "journal.db: the file is not a kazasu journal"};
    }
    if (auto known = check_version(database); !known) return known.error();
    JournalCopy copy;
    SQLite::Statement identity{database, "SELECT terminal, epoch FROM identity"};
    if (!identity.executeStep()) return Error{ErrorCode::journal_corrupt, "journal.db: it names no terminal"};
    copy.terminal = identity.getColumn(0).getString();
    copy.epoch = static_cast<std::uint64_t>(identity.getColumn(1).getInt64());
    copy.verification =
        verify_chain(database, copy.terminal, copy.epoch,
                     [&](const v1::Entry& entry, SQLite::Statement&) { copy.entries.push_back(entry); });
    if (!copy.verification.fault) copy.acknowledged = read_acknowledgement(database);
    return copy;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading the file");
  }
}

}  // namespace kazasu::journal
