#include "journal/state.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "journal/chain.hpp"
#include "journal/disk.hpp"
#include "journal/documents.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"
#include "journal/time_anchor.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::journal {
namespace {

/// An entry of the largest basket has about 1 MB; with its pages it must fit the reserve that `prepare` wants.
constexpr std::size_t kBodyBytesMax = 4UL * 1024 * 1024;

/// The column is a signed one.
constexpr std::uint64_t kVerdictNumberMax = std::numeric_limits<std::int64_t>::max();

void bind_text_as_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

/// A date has always 10 bytes: no two transactions have one key.
std::string key_of(std::string_view business_date, std::string_view transaction_id) {
  return std::string{business_date}.append(transaction_id);
}

}  // namespace

Journal::State::State(JournalOptions opened)
    : options(std::move(opened)),
      database(options.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, options.vfs),
      log(database) {}

Result<void> Journal::State::start() {
  // Created just now, or by one who died before the first page: the log takes the file's mode.
  std::error_code ignored;
  if (options.vfs.empty() && std::filesystem::file_size(options.file, ignored) == 0) {
    std::filesystem::permissions(options.file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                 ignored);
  }
  if (auto configured = configure_connection(database); !configured) return configured;
  if (auto migrated = migrate(database); !migrated) return migrated;
  if (auto taken = take_identity(); !taken) return taken;
  if (database.execAndGet("SELECT count(*) FROM copied").getInt() > 0) {
    return Error{
        ErrorCode::journal_forked,
        "journal.db: it is a backup; the journal that it was made of may have gone on, so nothing may be added "
        "to it. What to do: run `kazasu journal salvage`, then enrol this terminal again"};
  }
  if (auto loaded = load(); !loaded) return loaded;
  // An entry whose flush failed may be in the log and in the page cache but not on the disk. It was found again just
  // now, so it counts from here on: moving it into the file writes and flushes it anew.
  log.checkpoint();
  log.preallocate();
  flush_folder(database, options.file);
  insert_entry_ = std::make_unique<SQLite::Statement>(
      database, std::string{"INSERT INTO entry ("} + kEntryColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  select_entry = std::make_unique<SQLite::Statement>(
      database, std::string{"SELECT "} + kEntryColumns + " FROM entry WHERE seq = ?");
  select_transaction_ =
      std::make_unique<SQLite::Statement>(database, "SELECT business_date, transaction_id FROM entry WHERE seq = ?");
  return {};
}

Result<void> Journal::State::take_identity() {
  SQLite::Statement found{database, "SELECT terminal, epoch FROM identity"};
  if (!found.executeStep()) {
    SQLite::Statement insert{database, "INSERT INTO identity (only, terminal, epoch) VALUES (1, ?, ?)"};
    insert.bind(1, options.terminal);
    insert.bind(2, static_cast<std::int64_t>(options.epoch));
    insert.exec();
    return {};
  }
  const std::string terminal = found.getColumn(0).getString();
  const auto epoch = static_cast<std::uint64_t>(found.getColumn(1).getInt64());
  if (terminal == options.terminal && epoch == options.epoch) return {};
  return Error{ErrorCode::invalid_argument, "journal.db: it is terminal " + terminal + "'s, epoch " +
                                                std::to_string(epoch) + "; this is terminal " + options.terminal +
                                                ", epoch " + std::to_string(options.epoch) +
                                                ": each epoch has a file of its own"};
}

Result<void> Journal::State::load() {
  const Verification report =
      verify_chain(database, options.terminal, options.epoch, [this](const v1::Entry& entry, SQLite::Statement& row) {
        transactions.add(key_of(row.getColumn(7).getString(), row.getColumn(6).getString()), entry.seq());
        return true;
      });
  if (report.fault) {
    return Error{ErrorCode::journal_corrupt,
                 "journal.db: entry " + std::to_string(report.fault->seq) + ": " + report.fault->what};
  }
  if (report.head.seq > EntryIndex::kSeqMax) {
    return Error{ErrorCode::journal_corrupt, "journal.db: no journal has so many entries"};
  }
  head = report.head;
  removed = report.removed;
  documents = document_names(database);
  acknowledged = read_acknowledgement(database);
  time_anchor = read_time_anchor(database);
  last_verdict =
      static_cast<std::uint64_t>(database.execAndGet("SELECT coalesce(max(number), 0) FROM verdict").getInt64());
  return {};
}

Error Journal::State::fail(const SQLite::Exception& exception, std::string_view doing) {
  Error error = journal_error(exception, doing);
  if (!first_failure_) {
    log.leave_as_it_is();
    first_failure_ = error;
  }
  return error;
}

Result<void> Journal::State::check_usable() const {
  if (!first_failure_) return {};
  return Error{ErrorCode::journal_failed, "an earlier access failed: close and open the journal, which verifies it (" +
                                              describe(*first_failure_) + ")"};
}

/// What would be refused when the journal is opened again must not come in.
Result<void> Journal::State::check_new(const NewEntry& added, const v1::Entry& entry) {
  const auto invalid = [](const std::string& what) { return Error{ErrorCode::invalid_argument, "NewEntry." + what}; };
  if (added.kind == v1::ENTRY_KIND_UNSPECIFIED || !v1::EntryKind_IsValid(added.kind)) return invalid("kind: is none");
  if (added.transaction_id.empty() || added.transaction_id.size() > limits::kTextBytesMax) {
    return invalid("transaction_id: 1 to 256 bytes are wanted");
  }
  if (!parse_date(added.business_date)) return invalid("business_date: a date YYYY-MM-DD is wanted");
  if (added.body.size() > kBodyBytesMax) {
    return Error{ErrorCode::limit_exceeded, "NewEntry.body: " + std::to_string(added.body.size()) + " bytes, at most " +
                                                std::to_string(kBodyBytesMax)};
  }
  if (auto wrong = fault_in_content(entry, added.transaction_id, added.business_date); !wrong.empty()) {
    return invalid("body: " + wrong);
  }
  if (auto sound = check_documents(added.documents); !sound) return sound;
  if (entry.seq() > EntryIndex::kSeqMax) {
    return Error{ErrorCode::limit_exceeded, "journal.db: it is full: enrol again, which begins a new one"};
  }
  const auto earlier = find(added.business_date, added.transaction_id);
  if (!earlier) return earlier.error();
  if (!*earlier) return {};
  return Error{ErrorCode::transaction_id_reused,
               "journal.db: entry " + std::to_string(**earlier) + " has this transaction id and business date"};
}

Result<std::optional<std::uint64_t>> Journal::State::find(std::string_view business_date,
                                                          std::string_view transaction_id) {
  SQLite::Statement& row = *select_transaction_;
  try {
    for (const std::uint64_t seq : transactions.find(key_of(business_date, transaction_id))) {
      row.reset();
      row.bind(1, static_cast<std::int64_t>(seq));
      if (!row.executeStep()) throw SQLite::Exception("it was there when the journal was opened", SQLITE_CORRUPT);
      const bool same = row.getColumn(0).getString() == business_date && row.getColumn(1).getString() == transaction_id;
      row.reset();
      if (same) return std::optional{seq};
    }
    return std::optional<std::uint64_t>{};
  } catch (const SQLite::Exception& exception) {
    row.tryReset();
    return fail(exception, "looking for a transaction");
  }
}

Result<v1::Entry> Journal::State::append(const NewEntry& added) {
  v1::Entry entry;
  entry.set_seq(head.seq + 1);
  entry.set_kind(added.kind);
  entry.set_wall_unix_ms(added.wall_unix_ms);
  entry.set_monotonic_ns(added.monotonic_ns);
  entry.set_body(added.body);
  if (auto checked = check_new(added, entry); !checked) return checked.error();
  const proto::Digest hash = proto::entry_hash(options.terminal, options.epoch, head.hash, entry);
  entry.set_hash(std::string{as_text(hash)});
  try {
    std::optional<SQLite::Transaction> together;
    if (!added.documents.empty()) {
      together.emplace(database);
      insert_documents(database, added.documents);
    }
    SQLite::Statement& insert = *insert_entry_;
    insert.bind(1, static_cast<std::int64_t>(entry.seq()));
    insert.bind(2, static_cast<int>(entry.kind()));
    insert.bind(3, entry.wall_unix_ms());
    insert.bind(4, entry.monotonic_ns());
    bind_text_as_blob(insert, 5, entry.body());
    bind_text_as_blob(insert, 6, entry.hash());
    insert.bind(7, added.transaction_id);
    insert.bind(8, added.business_date);
    insert.exec();  // mostly one implicit transaction: one flush
    insert.reset();
    if (together) together->commit();
  } catch (const SQLite::Exception& exception) {
    return fail(exception, "appending entry " + std::to_string(entry.seq()));
  }
  head = {entry.seq(), hash};
  for (const Document& document : added.documents) documents.insert(document.name);
  transactions.add(key_of(added.business_date, added.transaction_id), entry.seq());
  checkpoint_if_due();
  return entry;
}

Result<void> Journal::State::record(const ChainPosition& reached, std::span<const v1::Verdict> verdicts) {
  for (const v1::Verdict& verdict : verdicts) {
    if (verdict.number() == 0 || verdict.number() > kVerdictNumberMax) {
      return Error{ErrorCode::invalid_argument, "Verdict.number: is none"};
    }
  }
  std::uint64_t newest_verdict = last_verdict;
  try {
    SQLite::Transaction transaction{database};
    SQLite::Statement update{database,
                             "INSERT INTO acknowledgement (only, seq, hash) VALUES (1, ?, ?) "
                             "ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"};
    update.bind(1, static_cast<std::int64_t>(reached.seq));
    update.bind(2, reached.hash.data(), static_cast<int>(reached.hash.size()));
    update.exec();
    // A repeated answer brings the same verdicts again.
    SQLite::Statement insert{database, "INSERT OR IGNORE INTO verdict (number, message) VALUES (?, ?)"};
    for (const v1::Verdict& verdict : verdicts) {
      insert.reset();
      insert.bind(1, static_cast<std::int64_t>(verdict.number()));
      bind_text_as_blob(insert, 2, verdict.SerializeAsString());
      insert.exec();
      newest_verdict = std::max(newest_verdict, verdict.number());
    }
    transaction.commit();
  } catch (const SQLite::Exception& exception) {
    return fail(exception, "recording an acknowledgement");
  }
  acknowledged = reached;
  last_verdict = newest_verdict;
  checkpoint_if_due();
  return {};
}

Result<void> Journal::State::add_documents(std::span<const Document> added) {
  if (auto sound = check_documents(added); !sound) return sound;
  try {
    SQLite::Transaction transaction{database};
    insert_documents(database, added);
    transaction.commit();
  } catch (const SQLite::Exception& exception) {
    return fail(exception, "adding documents");
  }
  for (const Document& document : added) documents.insert(document.name);
  checkpoint_if_due();
  return {};
}

Result<void> Journal::State::keep_time(const TimeAnchor& anchor) {
  try {
    write_time_anchor(database, anchor);
  } catch (const SQLite::Exception& exception) {
    return fail(exception, "keeping the time");
  }
  time_anchor = anchor;
  checkpoint_if_due();
  return {};
}

/// What was committed stays so, whatever comes of this: a failure is told by the next call, not by the one that
/// committed.
void Journal::State::checkpoint_if_due() {
  if (!log.is_due()) return;
  try {
    log.checkpoint();
  } catch (const SQLite::Exception& exception) {
    static_cast<void>(fail(exception, "moving the log into the file"));
  }
}

}  // namespace kazasu::journal
