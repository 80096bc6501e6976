#include "kazasu/journal/journal.hpp"

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "journal/backup.hpp"
#include "journal/chain.hpp"
#include "journal/disk.hpp"
#include "journal/documents.hpp"
#include "journal/sqlite_error.hpp"
#include "journal/state.hpp"
#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::journal {
namespace {

/// Room that `prepare` wants before money is taken: the largest entry with its pages in the log, and a checkpoint of
/// the log.
constexpr std::uint64_t kReserveBytes = 16ULL * 1024 * 1024;
constexpr std::size_t kEntriesPerRead = 256;
constexpr std::size_t kBytesPerRead = 1024UL * 1024;

}  // namespace

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const JournalOptions& options) {
  if (options.terminal.empty() || options.epoch == 0) {
    return Error{ErrorCode::invalid_argument, "a journal has a terminal and an epoch from 1"};
  }
  try {
    auto state = std::make_unique<State>(options);
    if (auto started = state->start(); !started) return started.error();
    return std::unique_ptr<Journal>{new Journal{std::move(state)}};
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "opening");
  }
}

Result<v1::Entry> Journal::append(const NewEntry& entry) {
  if (auto usable = state_->check_usable(); !usable) return usable.error();
  return state_->append(entry);
}

Result<void> Journal::prepare() {
  if (auto usable = state_->check_usable(); !usable) return usable;
  const auto free = free_bytes(state_->database, state_->options.file);
  if (!free || *free >= kReserveBytes) return {};  // where it is not known the append will tell
  return Error{ErrorCode::journal_full, "journal.db: " + std::to_string(*free) + " bytes are free on its disk, " +
                                            std::to_string(kReserveBytes) + " are wanted: make room"};
}

Result<std::optional<std::uint64_t>> Journal::find(std::string_view business_date, std::string_view transaction_id) {
  return state_->find(business_date, transaction_id);
}

Result<v1::Entry> Journal::entry(std::uint64_t seq) {
  if (seq == 0 || seq > state_->head.seq) {
    return Error{ErrorCode::not_found, "journal.db: there is no entry " + std::to_string(seq)};
  }
  if (seq <= state_->removed.seq) {
    return Error{ErrorCode::not_found, "journal.db: entry " + std::to_string(seq) + " was removed by retention"};
  }
  SQLite::Statement& select = *state_->select_entry;
  try {
    select.bind(1, static_cast<std::int64_t>(seq));
    if (!select.executeStep()) {
      throw SQLite::Exception("it was there when the journal was opened", SQLITE_CORRUPT);
    }
    v1::Entry entry = entry_of_row(select);
    select.reset();
    return entry;
  } catch (const SQLite::Exception& exception) {
    select.tryReset();
    return state_->fail(exception, "reading entry " + std::to_string(seq));
  }
}

Result<proto::Digest> Journal::hash_at(std::uint64_t seq) {
  if (seq == 0) return proto::kGenesisHash;
  if (seq == state_->removed.seq) return state_->removed.hash;
  if (seq == state_->head.seq) return state_->head.hash;
  auto entry = this->entry(seq);
  if (!entry) return entry.error();
  return proto::digest_from(as_bytes(entry->hash()), "Entry.hash");
}

Result<std::vector<v1::Entry>> Journal::read(std::uint64_t from_seq, std::size_t max_entries, std::size_t max_bytes) {
  std::vector<v1::Entry> entries;
  if (from_seq > state_->head.seq) return entries;
  if (from_seq <= state_->removed.seq) {
    return Error{ErrorCode::not_found, "journal.db: entry " + std::to_string(from_seq) + " was removed by retention"};
  }
  try {
    SQLite::Statement rows{state_->database,
                           std::string{"SELECT "} + kEntryColumns + " FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?"};
    rows.bind(1, static_cast<std::int64_t>(from_seq));
    rows.bind(2,
              static_cast<std::int64_t>(std::min<std::size_t>(max_entries, std::numeric_limits<std::int32_t>::max())));
    std::size_t bytes = 0;
    while (rows.executeStep()) {
      v1::Entry entry = entry_of_row(rows);
      bytes += entry.body().size();
      if (!entries.empty() && bytes > max_bytes) break;
      entries.push_back(std::move(entry));
    }
    return entries;
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "reading");
  }
}

Result<void> Journal::for_each_unacknowledged(const std::function<void(const v1::Entry&)>& visit) {
  for (std::uint64_t seq = state_->acknowledged.seq + 1; seq <= state_->head.seq;) {
    auto entries = read(seq, kEntriesPerRead, kBytesPerRead);
    if (!entries) return entries.error();
    for (const v1::Entry& entry : *entries) visit(entry);
    seq += entries->size();
    if (entries->empty())
      return Error{ErrorCode::journal_corrupt, "journal.db: there is no entry " + std::to_string(seq)};
  }
  return {};
}

const ChainPosition& Journal::head() const {
  return state_->head;
}
const ChainPosition& Journal::acknowledged() const {
  return state_->acknowledged;
}
const ChainPosition& Journal::removed() const {
  return state_->removed;
}

bool Journal::holds_document(const proto::Digest& name) const {
  return state_->documents.contains(name);
}

Result<std::string> Journal::document(const proto::Digest& name) {
  try {
    return read_document(state_->database, name);
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "reading a document");
  }
}

Result<void> Journal::add_documents(std::span<const Document> documents) {
  if (auto usable = state_->check_usable(); !usable) return usable;
  if (documents.empty()) return {};
  return state_->add_documents(documents);
}

Result<std::uint64_t> Journal::settled_up_to(std::uint64_t limit) {
  try {
    return state_->settled_up_to(limit);
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "reading verdicts");
  }
}

Result<void> Journal::remove_up_to(std::uint64_t seq, std::span<const proto::Digest> documents) {
  if (auto usable = state_->check_usable(); !usable) return usable;
  if (seq <= state_->removed.seq) return {};
  const auto settled = settled_up_to(seq);
  if (!settled) return settled.error();
  if (seq > *settled) {
    return Error{ErrorCode::invalid_argument, "journal.db: entry " + std::to_string(seq) +
                                                  " cannot be removed: entries are settled up to " +
                                                  std::to_string(*settled)};
  }
  auto hash = hash_at(seq);
  if (!hash) return hash.error();
  return state_->remove({seq, *hash}, documents);
}

Result<void> Journal::backup(const std::filesystem::path& file) {
  try {
    return back_up(state_->database, file);
  } catch (const SQLite::Exception& exception) {
    return journal_error(exception, "backing up");
  }
}

std::uint64_t Journal::last_verdict_number() const {
  return state_->last_verdict;
}

Result<void> Journal::record_acknowledgement(std::uint64_t seq, const proto::Digest& hash,
                                             std::span<const v1::Verdict> verdicts) {
  if (auto usable = state_->check_usable(); !usable) return usable;
  const Error forked{ErrorCode::journal_forked,
                     "the ledger holds another entry " + std::to_string(seq) +
                         " of this terminal: a copy of it is in use, or a backup was restored"};
  if (seq > state_->head.seq) return forked;
  if (seq >= state_->removed.seq) {
    const auto own = hash_at(seq);
    if (!own) return own.error();
    if (*own != hash) return forked;
  }
  // What was acknowledged stays so, also when a restored ledger asks again for earlier entries.
  if (seq > state_->acknowledged.seq) return state_->record({seq, hash}, verdicts);
  return record_verdicts(verdicts);
}

Result<void> Journal::record_verdicts(std::span<const v1::Verdict> verdicts) {
  if (auto usable = state_->check_usable(); !usable) return usable;
  if (verdicts.empty()) return {};
  return state_->record(state_->acknowledged, verdicts);
}

Result<std::vector<v1::Verdict>> Journal::verdicts(std::uint64_t after_number) {
  std::vector<v1::Verdict> verdicts;
  if (after_number >= state_->last_verdict) return verdicts;
  try {
    SQLite::Statement rows{state_->database, "SELECT message FROM verdict WHERE number > ? ORDER BY number"};
    rows.bind(1, static_cast<std::int64_t>(after_number));
    while (rows.executeStep()) {
      if (!verdicts.emplace_back().ParseFromString(rows.getColumn(0).getString())) {
        throw SQLite::Exception("a verdict is not such a message", SQLITE_CORRUPT);
      }
    }
    return verdicts;
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "reading verdicts");
  }
}

const std::optional<TimeAnchor>& Journal::time_anchor() const {
  return state_->time_anchor;
}

Result<void> Journal::keep_time(const TimeAnchor& anchor) {
  if (auto usable = state_->check_usable(); !usable) return usable;
  return state_->keep_time(anchor);
}

Result<Verification> Journal::verify() {
  try {
    // What is cached would hide what has become of the file.
    sqlite3_db_release_memory(state_->database.getHandle());
    Verification report = verify_chain(state_->database, state_->options.terminal, state_->options.epoch,
                                       [](const v1::Entry&, SQLite::Statement&) { return true; });
    if (!report.fault && report.head.hash != state_->head.hash) {
      report.fault = JournalFault{report.head.seq + 1, "entries that were there are missing"};
    }
    if (report.fault)
      static_cast<void>(state_->fail(SQLite::Exception(report.fault->what, SQLITE_CORRUPT), "verifying"));
    return report;
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "verifying");
  }
}

}  // namespace kazasu::journal
