// Removing settled entries behind a checkpoint of the chain.
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "journal/documents.hpp"
#include "journal/sqlite_error.hpp"
#include "journal/state.hpp"

namespace kazasu::journal {
namespace {

v1::Verdict verdict_of(const SQLite::Column& message) {
  v1::Verdict verdict;
  if (!verdict.ParseFromString(message.getString())) {
    throw SQLite::Exception("a verdict is not such a message", SQLITE_CORRUPT);
  }
  return verdict;
}

/// The last number stays whatever it is about: from it the terminal knows which verdicts it has. Verdicts come in about
/// the order of their entries, so the search ends at the first one about what is kept.
void remove_verdicts_up_to(SQLite::Database& database, std::uint64_t epoch, std::uint64_t seq) {
  std::vector<std::int64_t> about_removed;
  SQLite::Statement rows{
      database, "SELECT number, message FROM verdict WHERE number < (SELECT max(number) FROM verdict) ORDER BY number"};
  while (rows.executeStep()) {
    const v1::Verdict verdict = verdict_of(rows.getColumn(1));
    if (verdict.epoch() == epoch && verdict.seq() > seq) break;
    about_removed.push_back(rows.getColumn(0).getInt64());
  }
  rows.reset();
  SQLite::Statement remove{database, "DELETE FROM verdict WHERE number = ?"};
  for (const std::int64_t number : about_removed) {
    remove.reset();
    remove.bind(1, number);
    remove.exec();
  }
}

}  // namespace

std::uint64_t Journal::State::settled_up_to(std::uint64_t limit) {
  limit = std::min(limit, acknowledged.seq);
  if (limit <= removed.seq) return removed.seq;
  std::vector<bool> judged(limit - removed.seq);
  std::size_t unjudged = judged.size();
  SQLite::Statement rows{database, "SELECT message FROM verdict ORDER BY number"};
  while (unjudged > 0 && rows.executeStep()) {
    const v1::Verdict verdict = verdict_of(rows.getColumn(0));
    if (verdict.epoch() != options.epoch || verdict.seq() <= removed.seq || verdict.seq() > limit) continue;
    const std::size_t position = verdict.seq() - removed.seq - 1;
    if (!judged[position]) --unjudged;
    judged[position] = true;
  }
  std::uint64_t settled = 0;
  while (settled < judged.size() && judged[settled]) ++settled;
  return removed.seq + settled;
}

Result<void> Journal::State::remove(const ChainPosition& last, std::span<const proto::Digest> unnamed_documents) {
  try {
    SQLite::Transaction transaction{database};
    SQLite::Statement checkpoint{database,
                                 "INSERT INTO removed (only, seq, hash) VALUES (1, ?, ?) "
                                 "ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"};
    checkpoint.bind(1, static_cast<std::int64_t>(last.seq));
    checkpoint.bind(2, last.hash.data(), static_cast<int>(last.hash.size()));
    checkpoint.exec();
    SQLite::Statement entries{database, "DELETE FROM entry WHERE seq <= ?"};
    entries.bind(1, static_cast<std::int64_t>(last.seq));
    entries.exec();
    remove_verdicts_up_to(database, options.epoch, last.seq);
    remove_documents(database, unnamed_documents);
    transaction.commit();
  } catch (const SQLite::Exception& exception) {
    return fail(exception, "removing settled entries");
  }
  removed = last;
  transactions.forget_up_to(last.seq);
  for (const proto::Digest& name : unnamed_documents) documents.erase(name);
  checkpoint_if_due();
  return {};
}

}  // namespace kazasu::journal
