#include "kazasu/journal/salvage.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <functional>

#include "journal/backup.hpp"
#include "journal/chain.hpp"
#include "journal/documents.hpp"
#include "journal/live_copy.hpp"
#include "journal/private_folder.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"
#include "kazasu/journal/journal_reader.hpp"

namespace kazasu::journal {
namespace {

/// Not the file's fault: the machine's.
bool is_machine_trouble(const SQLite::Exception& exception) {
  switch (exception.getErrorCode()) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM: return true;
    default: return false;
  }
}

/// Runs what reads the damaged file; what is damaged there is told, not thrown.
std::optional<std::string> reading(const std::function<void()>& read) {
  try {
    read();
    return std::nullopt;
  } catch (const SQLite::Exception& exception) {
    if (is_machine_trouble(exception)) throw;
    return std::string{"a page is damaged: "} + exception.what();
  }
}

class Salvage {
 public:
  Salvage(const std::filesystem::path& source, const std::filesystem::path& target, const std::string& terminal,
          std::uint64_t epoch)
      : terminal_(terminal),
        epoch_(epoch),
        source_(source.string(), SQLite::OPEN_READWRITE),
        target_(target.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    sqlite3_db_config(source_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }

  Result<Salvaged> run() {
    if (auto configured = configure_connection(target_); !configured) return configured.error();
    if (auto migrated = migrate(target_); !migrated) return migrated.error();
    SQLite::Transaction transaction{target_};
    SQLite::Statement identity{target_, "INSERT INTO identity (only, terminal, epoch) VALUES (1, ?, ?)"};
    identity.bind(1, terminal_);
    identity.bind(2, static_cast<std::int64_t>(epoch_));
    identity.exec();
    const auto unreadable = reading([&] {
      source_.exec("PRAGMA locking_mode=EXCLUSIVE");
      source_.exec("PRAGMA trusted_schema=OFF");
      source_.exec("PRAGMA cell_size_check=ON");
    });
    take_entries(unreadable);
    static_cast<void>(reading([&] { take_acknowledgement(); }));
    static_cast<void>(reading([&] { take_documents(); }));
    static_cast<void>(reading([&] { take_verdicts(); }));
    transaction.commit();
    return Salvaged{report_.entries, report_.head.seq, acknowledged_.seq, report_.fault};
  }

 private:
  void take_entries(std::optional<std::string> damage) {
    SQLite::Statement insert{target_,
                             std::string{"INSERT INTO entry ("} + kEntryColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
    if (!damage) {
      damage = reading([&] {
        report_.removed = read_removed(source_);
        report_.head = report_.removed;
        if (report_.removed.seq > 0) write_position("removed", report_.removed);
        acknowledged_ = report_.removed;
      });
    }
    // Rows are moved one by one: what was sound before the damage is kept.
    if (!damage)
      damage = reading([&] {
        walk_chain(
            source_, terminal_, epoch_,
            [&](const v1::Entry& entry, SQLite::Statement& row) {
              insert_row(insert, entry, row);
              return true;
            },
            report_);
      });
    if (damage && !report_.fault) report_.fault = JournalFault{report_.head.seq + 1, *damage};
  }

  static void insert_row(SQLite::Statement& insert, const v1::Entry& entry, SQLite::Statement& row) {
    insert.reset();
    insert.bind(1, static_cast<std::int64_t>(entry.seq()));
    insert.bind(2, static_cast<int>(entry.kind()));
    insert.bind(3, entry.wall_unix_ms());
    insert.bind(4, entry.monotonic_ns());
    insert.bind(5, entry.body().data(), static_cast<int>(entry.body().size()));
    insert.bind(6, entry.hash().data(), static_cast<int>(entry.hash().size()));
    insert.bind(7, row.getColumn(6).getString());
    insert.bind(8, row.getColumn(7).getString());
    insert.exec();
  }

  void write_position(const std::string& table, const ChainPosition& position) {
    SQLite::Statement insert{target_, "INSERT OR REPLACE INTO " + table + " (only, seq, hash) VALUES (1, ?, ?)"};
    insert.bind(1, static_cast<std::int64_t>(position.seq));
    insert.bind(2, position.hash.data(), static_cast<int>(position.hash.size()));
    insert.exec();
  }

  /// Beyond the last sound entry it means that the ledger has all that was salvaged.
  void take_acknowledgement() {
    ChainPosition found = acknowledged_;
    static_cast<void>(reading([&] { found = read_acknowledgement(source_); }));
    if (found.seq > report_.head.seq) {
      found = report_.head;
    } else if (found.seq > report_.removed.seq) {
      SQLite::Statement row{target_, "SELECT hash FROM entry WHERE seq = ?"};
      row.bind(1, static_cast<std::int64_t>(found.seq));
      if (!row.executeStep() || row.getColumn(0).getString() != as_text(found.hash)) found = report_.removed;
    } else {
      found = report_.removed;
    }
    acknowledged_ = found;
    if (found.seq > 0) write_position("acknowledgement", found);
  }

  void take_documents() {
    SQLite::Statement rows{source_, "SELECT name, domain, bytes FROM document"};
    while (rows.executeStep()) {
      const auto name = proto::digest_from(as_bytes(rows.getColumn(0).getString()), "document.name");
      if (!name) continue;
      const std::vector<Document> one{{rows.getColumn(1).getString(), *name, rows.getColumn(2).getString()}};
      if (check_documents(one)) insert_documents(target_, one);
    }
  }

  void take_verdicts() {
    SQLite::Statement insert{target_, "INSERT OR IGNORE INTO verdict (number, message) VALUES (?, ?)"};
    SQLite::Statement rows{source_, "SELECT number, message FROM verdict ORDER BY number"};
    while (rows.executeStep()) {
      const std::string message = rows.getColumn(1).getString();
      v1::Verdict verdict;
      const std::int64_t number = rows.getColumn(0).getInt64();
      if (!verdict.ParseFromString(message) || number <= 0 || verdict.number() != static_cast<std::uint64_t>(number)) {
        continue;
      }
      insert.reset();
      insert.bind(1, number);
      insert.bind(2, message.data(), static_cast<int>(message.size()));
      insert.exec();
    }
  }

  const std::string& terminal_;
  std::uint64_t epoch_;
  SQLite::Database source_;
  SQLite::Database target_;
  Verification report_;
  ChainPosition acknowledged_;
};

Result<void> check_result(const std::filesystem::path& file, const Salvaged& salvaged) {
  auto reader = JournalReader::open(file);
  if (!reader) return reader.error();
  auto verified = (*reader)->for_each([](const v1::Entry&) { return true; });
  if (!verified) return verified.error();
  if (!verified->fault && verified->head.seq == salvaged.last_seq) return {};
  return Error{ErrorCode::internal, "what was salvaged does not verify"};
}

void remove_journal(const std::filesystem::path& file) {
  std::error_code ignored;
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending, ignored);
}

}  // namespace

Result<Salvaged> salvage(const std::filesystem::path& source, const std::filesystem::path& into,
                         const std::string& terminal, std::uint64_t epoch) {
  const PrivateFolder folder;
  if (folder.path().empty()) return Error{ErrorCode::file_unreadable, "no private folder can be made: set TMPDIR"};
  if (is_open_in_this_process(source)) return Error{ErrorCode::journal_in_use, "journal.db: this program has it open"};
  if (auto copied = copy_live(source, folder.path() / "journal.db"); !copied) return copied.error();
  const std::filesystem::path part = into.string() + ".part";
  remove_journal(part);
  try {
    auto salvaged = Salvage{folder.path() / "journal.db", part, terminal, epoch}.run();
    if (!salvaged) return salvaged;
    std::error_code failed;
    std::filesystem::permissions(part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                 failed);
    if (auto checked = check_result(part, *salvaged); !checked) return checked.error();
    if (!flush_to_disk(part)) return Error{ErrorCode::journal_failed, "salvage: it could not be flushed to its disk"};
    std::filesystem::rename(part, into, failed);
    if (failed || !flush_to_disk(std::filesystem::absolute(into, failed).parent_path())) {
      return Error{ErrorCode::journal_failed, "salvage: it could not be given its name"};
    }
    return salvaged;
  } catch (const SQLite::Exception& exception) {
    remove_journal(part);
    return journal_error(exception, "salvaging");
  }
}

}  // namespace kazasu::journal
