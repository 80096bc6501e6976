#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include <cctype>
#include <optional>

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

std::filesystem::path beside(const std::filesystem::path& file, const char* ending) {
  return file.string() + ending;
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

/// `file:…?immutable=1`: SQLite then creates nothing beside the file.
std::string immutable_uri(const std::filesystem::path& file) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::error_code ignored;
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file, ignored).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view{"/-_.~"}.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return uri + "?immutable=1";
}

/// A connection for reading that leaves the folder as it was. The file of a terminal that died has its log beside it
/// and is opened with it; that makes a shared-memory file, which no terminal uses, and it is removed. Any other file
/// has no log, and an ordinary connection would leave an empty one.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file)
      : shared_memory_(beside(file, "-shm")),
        had_log_(is_there(beside(file, "-wal"))),
        had_shared_memory_(is_there(shared_memory_)),
        database_(std::in_place, had_log_ ? file.string() : immutable_uri(file),
                  SQLite::OPEN_READONLY | SQLite::OPEN_URI) {}
  ~Reader() {
    database_.reset();
    std::error_code ignored;
    if (!had_shared_memory_) std::filesystem::remove(shared_memory_, ignored);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  SQLite::Database& database() { return *database_; }
  [[nodiscard]] bool had_log() const { return had_log_; }

 private:
  std::filesystem::path shared_memory_;
  bool had_log_;
  bool had_shared_memory_;
  std::optional<SQLite::Database> database_;
};

Result<JournalCopy> copy_of(SQLite::Database& database) {
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
  copy.verification = verify_chain(database, copy.terminal, copy.epoch,
                                   [&](const v1::Entry& entry, SQLite::Statement&) { copy.entries.push_back(entry); });
  if (!copy.verification.fault) copy.acknowledged = read_acknowledgement(database);
  return copy;
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
    Reader reader{file};
    auto copy = copy_of(reader.database());
    // Read without locks: a terminal that opened it meanwhile has changed pages under way.
    if (!reader.had_log() && is_there(beside(file, "-wal"))) {
      return Error{ErrorCode::journal_in_use, "journal.db: a terminal opened it just now"};
    }
    return copy;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading the file");
  }
}

}  // namespace kazasu::journal
