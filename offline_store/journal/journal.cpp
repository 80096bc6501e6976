#include "kazasu/journal/journal.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include <map>
#include <utility>

#include "journal/chain.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"
#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::journal {
namespace {

/// Room that `prepare` wants before money is taken: a large entry with its pages in the log, and a checkpoint of the log.
constexpr std::uint64_t kReserveBytes = 16ULL * 1024 * 1024;

void bind_text_as_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

Error latched_error() {
  return {ErrorCode::journal_failed, "journal.db: an earlier write failed: close and open the journal, which verifies it"};
}

}  // namespace

class Journal::State {
 public:
  explicit State(JournalOptions opened)
      : options(std::move(opened)),
        database(options.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, options.vfs) {}

  Result<void> prepare_identity();
  Result<void> load();
  Result<v1::Entry> append(const NewEntry& added);
  Result<void> acknowledge(std::uint64_t seq, const proto::Digest& hash, std::span<const v1::Verdict> verdicts);

  JournalOptions options;
  SQLite::Database database;
  std::unique_ptr<SQLite::Statement> insert_entry;
  std::unique_ptr<SQLite::Statement> select_entry;
  std::map<std::pair<std::string, std::string>, std::uint64_t, std::less<>> by_transaction;  ///< (business date, transaction id)
  ChainPosition head;
  ChainPosition acknowledged;
  std::uint64_t last_verdict = 0;
  bool latched = false;
};

Result<void> Journal::State::prepare_identity() {
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
  return Error{ErrorCode::journal_corrupt, "journal.db: it is terminal " + terminal + "'s, epoch " + std::to_string(epoch) + "; this is terminal " +
                                               options.terminal + ", epoch " + std::to_string(options.epoch) + ": each epoch has a file of its own"};
}

Result<void> Journal::State::load() {
  const Verification report = verify_chain(database, options.terminal, options.epoch, [this](const v1::Entry& entry, SQLite::Statement& row) {
    by_transaction.emplace(std::pair{row.getColumn(7).getString(), row.getColumn(6).getString()}, entry.seq());
  });
  if (report.fault) {
    return Error{ErrorCode::journal_corrupt, "journal.db: entry " + std::to_string(report.fault->seq) + ": " + report.fault->what};
  }
  head = report.head;
  SQLite::Statement reached{database, "SELECT seq, hash FROM acknowledgement"};
  if (reached.executeStep()) {
    auto hash = proto::digest_from(as_bytes(reached.getColumn(1).getString()), "acknowledgement.hash");
    if (!hash) return Error{ErrorCode::journal_corrupt, "journal.db: " + hash.error().detail};
    acknowledged = {static_cast<std::uint64_t>(reached.getColumn(0).getInt64()), *hash};
  }
  last_verdict = static_cast<std::uint64_t>(database.execAndGet("SELECT coalesce(max(number), 0) FROM verdict").getInt64());
  insert_entry = std::make_unique<SQLite::Statement>(
      database, std::string{"INSERT INTO entry ("} + kEntryColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  select_entry = std::make_unique<SQLite::Statement>(database, std::string{"SELECT "} + kEntryColumns + " FROM entry WHERE seq = ?");
  return {};
}

Result<v1::Entry> Journal::State::append(const NewEntry& added) {
  v1::Entry entry;
  entry.set_seq(head.seq + 1);
  entry.set_kind(added.kind);
  entry.set_wall_unix_ms(added.wall_unix_ms);
  entry.set_monotonic_ns(added.monotonic_ns);
  entry.set_body(added.body);
  const proto::Digest hash = proto::entry_hash(options.terminal, options.epoch, head.hash, entry);
  entry.set_hash(std::string{as_text(hash)});
  try {
    // A reset even when the step throws: a half-stepped statement would hold its transaction open.
    insert_entry->reset();
    insert_entry->bind(1, static_cast<std::int64_t>(entry.seq()));
    insert_entry->bind(2, static_cast<int>(entry.kind()));
    insert_entry->bind(3, entry.wall_unix_ms());
    insert_entry->bind(4, entry.monotonic_ns());
    bind_text_as_blob(*insert_entry, 5, entry.body());
    bind_text_as_blob(*insert_entry, 6, entry.hash());
    insert_entry->bind(7, added.transaction_id);
    insert_entry->bind(8, added.business_date);
    insert_entry->exec();
    insert_entry->reset();
  } catch (const SQLite::Exception& exception) {
    latched = true;
    return journal_error(exception, "appending entry " + std::to_string(entry.seq()));
  }
  head = {entry.seq(), hash};
  by_transaction.emplace(std::pair{added.business_date, added.transaction_id}, entry.seq());
  return entry;
}

Result<void> Journal::State::acknowledge(std::uint64_t seq, const proto::Digest& hash, std::span<const v1::Verdict> verdicts) {
  std::uint64_t newest_verdict = last_verdict;
  try {
    SQLite::Transaction transaction{database};
    SQLite::Statement update{database, "INSERT INTO acknowledgement (only, seq, hash) VALUES (1, ?, ?) "
                                       "ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"};
    update.bind(1, static_cast<std::int64_t>(seq));
    update.bind(2, hash.data(), static_cast<int>(hash.size()));
    update.exec();
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
    latched = true;
    return journal_error(exception, "recording an acknowledgement");
  }
  acknowledged = {seq, hash};
  last_verdict = newest_verdict;
  return {};
}

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const JournalOptions& options) {
  if (options.terminal.empty() || options.epoch == 0) return Error{ErrorCode::invalid_argument, "a journal has a terminal and an epoch from 1"};
  try {
    auto state = std::make_unique<State>(options);
    if (auto configured = configure_connection(state->database); !configured) return configured.error();
    if (auto migrated = migrate(state->database); !migrated) return migrated.error();
    if (auto prepared = state->prepare_identity(); !prepared) return prepared.error();
    if (auto loaded = state->load(); !loaded) return loaded.error();
    return std::unique_ptr<Journal>{new Journal{std::move(state)}};
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "opening");
  }
}

Result<v1::Entry> Journal::append(const NewEntry& entry) {
  if (state_->latched) return latched_error();
  return state_->append(entry);
}

Result<void> Journal::prepare() {
  if (state_->latched) return latched_error();
  struct statvfs disk {};
  if (::statvfs(state_->options.file.parent_path().c_str(), &disk) != 0) return {};  // nothing is known: the append will tell
  const std::uint64_t free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (free_bytes < kReserveBytes) {
    return Error{ErrorCode::journal_full, "journal.db: " + std::to_string(free_bytes) + " bytes are free on its disk, " +
                                              std::to_string(kReserveBytes) + " are wanted: make room"};
  }
  return {};
}

std::optional<std::uint64_t> Journal::find(std::string_view business_date, std::string_view transaction_id) const {
  const auto found = state_->by_transaction.find(std::pair<std::string, std::string>{business_date, transaction_id});
  if (found == state_->by_transaction.end()) return std::nullopt;
  return found->second;
}

Result<v1::Entry> Journal::entry(std::uint64_t seq) {
  try {
    SQLite::Statement& select = *state_->select_entry;
    select.reset();
    select.bind(1, static_cast<std::int64_t>(seq));
    if (!select.executeStep()) return Error{ErrorCode::not_found, "journal.db: there is no entry " + std::to_string(seq)};
    v1::Entry entry = entry_of_row(select);
    select.reset();
    return entry;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading entry " + std::to_string(seq));
  }
}

Result<std::vector<v1::Entry>> Journal::read(std::uint64_t from_seq, std::size_t max_entries, std::size_t max_bytes) {
  try {
    std::vector<v1::Entry> entries;
    SQLite::Statement rows{state_->database, std::string{"SELECT "} + kEntryColumns + " FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?"};
    rows.bind(1, static_cast<std::int64_t>(from_seq));
    rows.bind(2, static_cast<std::int64_t>(max_entries));
    std::size_t bytes = 0;
    while (rows.executeStep()) {
      v1::Entry entry = entry_of_row(rows);
      bytes += entry.body().size();
      if (!entries.empty() && bytes > max_bytes) break;
      entries.push_back(std::move(entry));
    }
    return entries;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading");
  }
}

const ChainPosition& Journal::head() const { return state_->head; }
const ChainPosition& Journal::acknowledged() const { return state_->acknowledged; }
std::uint64_t Journal::last_verdict_number() const { return state_->last_verdict; }

Result<void> Journal::record_acknowledgement(std::uint64_t seq, const proto::Digest& hash, std::span<const v1::Verdict> verdicts) {
  if (state_->latched) return latched_error();
  auto own = entry(seq);
  if (!own) return own.error();
  if (own->hash() != as_text(hash)) {
    return Error{ErrorCode::journal_forked, "the ledger holds another entry " + std::to_string(seq) + " of this terminal: a copy of it is in use, or a backup was restored"};
  }
  // What was acknowledged stays so, also when a restored ledger asks again for earlier entries.
  if (seq < state_->acknowledged.seq) return state_->acknowledge(state_->acknowledged.seq, state_->acknowledged.hash, verdicts);
  return state_->acknowledge(seq, hash, verdicts);
}

Result<std::vector<v1::Verdict>> Journal::verdicts(std::uint64_t after_number) {
  try {
    std::vector<v1::Verdict> verdicts;
    SQLite::Statement rows{state_->database, "SELECT message FROM verdict WHERE number > ? ORDER BY number"};
    rows.bind(1, static_cast<std::int64_t>(after_number));
    while (rows.executeStep()) {
      if (!verdicts.emplace_back().ParseFromString(rows.getColumn(0).getString())) verdicts.pop_back();
    }
    return verdicts;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading verdicts");
  }
}

Result<Verification> Journal::verify() {
  try {
    return verify_chain(state_->database, state_->options.terminal, state_->options.epoch, [](const v1::Entry&, SQLite::Statement&) {});
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "verifying");
  }
}

Result<void> Journal::backup(const std::filesystem::path& file) {
  if (std::filesystem::exists(file)) return Error{ErrorCode::invalid_argument, "backup: the file exists already"};
  try {
    SQLite::Database copy{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    SQLite::Backup backup{copy, state_->database};
    backup.executeStep();
    return {};
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "backing up");
  }
}

Result<JournalCopy> read_journal_file(const std::filesystem::path& file) {
  try {
    SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
    database.exec("PRAGMA trusted_schema=OFF");
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
      return Error{ErrorCode::journal_corrupt, file.filename().string() + ": the file is not a kazasu journal"};
    }
    JournalCopy copy;
    SQLite::Statement identity{database, "SELECT terminal, epoch FROM identity"};
    if (!identity.executeStep()) return Error{ErrorCode::journal_corrupt, "journal.db: it names no terminal"};
    copy.terminal = identity.getColumn(0).getString();
    copy.epoch = static_cast<std::uint64_t>(identity.getColumn(1).getInt64());
    copy.verification = verify_chain(database, copy.terminal, copy.epoch,
                                     [&](const v1::Entry& entry, SQLite::Statement&) { copy.entries.push_back(entry); });
    SQLite::Statement reached{database, "SELECT seq, hash FROM acknowledgement"};
    if (reached.executeStep()) {
      copy.acknowledged.seq = static_cast<std::uint64_t>(reached.getColumn(0).getInt64());
      if (auto hash = proto::digest_from(as_bytes(reached.getColumn(1).getString()), "hash")) copy.acknowledged.hash = *hash;
    }
    return copy;
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "reading the file");
  }
}

}  // namespace kazasu::journal
