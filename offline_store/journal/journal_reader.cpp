#include "kazasu/journal/journal_reader.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <optional>

#include "journal/backup.hpp"
#include "journal/chain.hpp"
#include "journal/documents.hpp"
#include "journal/live_copy.hpp"
#include "journal/private_folder.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"
#include "journal/time_anchor.hpp"

namespace kazasu::journal {

class JournalReader::State {
 public:
  /// Throws SQLite::Exception.
  Result<void> open(const std::filesystem::path& file) {
    if (is_open_in_this_process(file)) {
      return Error{ErrorCode::journal_in_use, "journal.db: this program has it open"};
    }
    if (folder_.path().empty()) {
      return Error{ErrorCode::file_unreadable, "no private folder can be made for the copy: set TMPDIR"};
    }
    const std::filesystem::path copy = folder_.path() / "journal.db";
    if (auto copied = copy_live(file, copy); !copied) return copied;
    database_.emplace(copy.string(), SQLite::OPEN_READWRITE);
    sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    database_->exec("PRAGMA locking_mode=EXCLUSIVE");
    database_->exec("PRAGMA trusted_schema=OFF");
    database_->exec("PRAGMA cell_size_check=ON");
    if (database_->execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
      return Error{ErrorCode::journal_corrupt, "journal.db: the file is not a kazasu journal"};
    }
    auto known = check_version(*database_);
    if (!known) return known.error();
    version = *known;
    return load();
  }

  Result<void> load() {
    SQLite::Statement identity{*database_, "SELECT terminal, epoch FROM identity"};
    if (!identity.executeStep()) return Error{ErrorCode::journal_corrupt, "journal.db: it names no terminal"};
    terminal = identity.getColumn(0).getString();
    epoch = static_cast<std::uint64_t>(identity.getColumn(1).getInt64());
    acknowledged = read_acknowledgement(*database_);
    removed = read_removed(*database_);
    time_anchor = read_time_anchor(*database_);
    last_seq = static_cast<std::uint64_t>(database_->execAndGet("SELECT coalesce(max(seq), 0) FROM entry").getInt64());
    if (last_seq == 0) last_seq = removed.seq;
    is_copy = version >= kVersionWithDocuments && database_->execAndGet("SELECT count(*) FROM copied").getInt() > 0;
    return {};
  }

  SQLite::Database& database() { return *database_; }

  std::string terminal;
  std::uint64_t epoch = 0;
  int version = 0;
  ChainPosition acknowledged;
  ChainPosition removed;
  std::uint64_t last_seq = 0;
  bool is_copy = false;
  std::optional<TimeAnchor> time_anchor;

 private:
  PrivateFolder folder_;
  std::optional<SQLite::Database> database_;
};

JournalReader::JournalReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
JournalReader::~JournalReader() = default;

Result<std::unique_ptr<JournalReader>> JournalReader::open(const std::filesystem::path& file) {
  try {
    auto state = std::make_unique<State>();
    if (auto opened = state->open(file); !opened) return opened.error();
    return std::unique_ptr<JournalReader>{new JournalReader{std::move(state)}};
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading the file");
  }
}

const std::string& JournalReader::terminal() const {
  return state_->terminal;
}
std::uint64_t JournalReader::epoch() const {
  return state_->epoch;
}
int JournalReader::schema_version() const {
  return state_->version;
}
std::uint64_t JournalReader::acknowledged_seq() const {
  return state_->acknowledged.seq;
}
std::uint64_t JournalReader::removed_seq() const {
  return state_->removed.seq;
}
std::uint64_t JournalReader::last_seq() const {
  return state_->last_seq;
}
bool JournalReader::is_copy() const {
  return state_->is_copy;
}
const std::optional<TimeAnchor>& JournalReader::time_anchor() const {
  return state_->time_anchor;
}

Result<Verification> JournalReader::for_each(const std::function<bool(const v1::Entry&)>& visit) {
  try {
    return verify_chain(state_->database(), state_->terminal, state_->epoch,
                        [&](const v1::Entry& entry, SQLite::Statement&) { return visit(entry); });
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading the file");
  }
}

Result<v1::Entry> JournalReader::entry(std::uint64_t seq) {
  try {
    SQLite::Statement select{state_->database(), std::string{"SELECT "} + kEntryColumns + " FROM entry WHERE seq = ?"};
    select.bind(1, static_cast<std::int64_t>(seq));
    if (!select.executeStep()) {
      return Error{ErrorCode::not_found, seq <= state_->removed.seq && seq > 0
                                             ? "entry " + std::to_string(seq) + " was removed by retention"
                                             : "there is no entry " + std::to_string(seq)};
    }
    v1::Entry entry = entry_of_row(select);
    const std::string wrong = fault_in_content(entry, select.getColumn(6).getString(), select.getColumn(7).getString());
    if (wrong.empty()) return entry;
    return Error{ErrorCode::journal_corrupt, "entry " + std::to_string(seq) + ": " + wrong};
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading entry " + std::to_string(seq));
  }
}

Result<std::string> JournalReader::document(const proto::Digest& name) {
  try {
    if (state_->version < kVersionWithDocuments) {
      return Error{ErrorCode::not_found, "a journal of schema version " + std::to_string(state_->version) +
                                             " holds no documents until its terminal has opened it with this version"};
    }
    return read_document(state_->database(), name);
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading a document");
  }
}

Result<std::vector<v1::Verdict>> JournalReader::verdicts() {
  try {
    std::vector<v1::Verdict> verdicts;
    SQLite::Statement rows{state_->database(), "SELECT message FROM verdict ORDER BY number"};
    while (rows.executeStep()) {
      if (!verdicts.emplace_back().ParseFromString(rows.getColumn(0).getString())) {
        return Error{ErrorCode::journal_corrupt, "journal.db: a verdict is not such a message"};
      }
    }
    return verdicts;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading verdicts");
  }
}

Result<void> JournalReader::backup(const std::filesystem::path& file) {
  try {
    return back_up(state_->database(), file);
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "backing up");
  }
}

bool is_in_use_elsewhere(const std::filesystem::path& file) {
  return is_locked_by_another_process(file);
}

Result<JournalCopy> read_journal_file(const std::filesystem::path& file) {
  auto reader = JournalReader::open(file);
  if (!reader) return reader.error();
  JournalCopy copy{.terminal = (*reader)->terminal(),
                   .epoch = (*reader)->epoch(),
                   .entries = {},
                   .acknowledged = {},
                   .verification = {}};
  auto verified = (*reader)->for_each([&](const v1::Entry& entry) {
    copy.entries.push_back(entry);
    if (entry.seq() == (*reader)->acknowledged_seq()) {
      copy.acknowledged.seq = entry.seq();
      std::copy(entry.hash().begin(), entry.hash().end(), copy.acknowledged.hash.begin());
    }
    return true;
  });
  if (!verified) return verified.error();
  copy.verification = std::move(*verified);
  return copy;
}

}  // namespace kazasu::journal
