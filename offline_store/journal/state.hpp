#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "journal/log.hpp"
#include "kazasu/journal/entry_index.hpp"
#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {

/// An open journal: the connection, what is known of the file, and the latch. Its functions throw SQLite::Exception
/// only where they say so; all others turn it into an error and latch.
class Journal::State {
 public:
  /// Throws SQLite::Exception.
  explicit State(JournalOptions opened);

  /// Everything that opening does after the file is open. Throws SQLite::Exception.
  Result<void> start();
  /// The entry that the transaction id recorded in the business date.
  Result<std::optional<std::uint64_t>> find(std::string_view business_date, std::string_view transaction_id);
  Result<v1::Entry> append(const NewEntry& added);
  /// Moves the acknowledgement to `reached` and adds the verdicts, in one durable transaction.
  Result<void> record(const ChainPosition& reached, std::span<const v1::Verdict> verdicts);

  Result<void> add_documents(std::span<const Document> documents);
  Result<void> keep_time(const TimeAnchor& anchor);
  /// Throws SQLite::Exception.
  std::uint64_t settled_up_to(std::uint64_t limit);
  /// Moves the checkpoint of the chain to `last` and removes everything up to it.
  Result<void> remove(const ChainPosition& last, std::span<const proto::Digest> unnamed_documents);

  /// Latches: after this nothing is acknowledged. Returns the error to report.
  Error fail(const SQLite::Exception& exception, std::string_view doing);
  [[nodiscard]] Result<void> check_usable() const;

  const JournalOptions options;
  SQLite::Database database;
  Log log;
  std::unique_ptr<SQLite::Statement> select_entry;
  EntryIndex transactions;  ///< by business date and transaction id
  ChainPosition head;
  ChainPosition acknowledged;
  ChainPosition removed;
  std::uint64_t last_verdict = 0;
  std::set<proto::Digest> documents;
  std::optional<TimeAnchor> time_anchor;

 private:
  Result<void> take_identity();
  Result<void> load();
  Result<void> check_new(const NewEntry& added, const v1::Entry& entry);
  void checkpoint_if_due();

  std::unique_ptr<SQLite::Statement> insert_entry_;
  std::unique_ptr<SQLite::Statement> select_transaction_;
  std::optional<Error> first_failure_;  ///< the latch
};

}  // namespace kazasu::journal
