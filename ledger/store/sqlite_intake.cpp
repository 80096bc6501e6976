#include "store/sqlite_intake.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

proto::Digest digest_of(const std::string& bytes) {
  proto::Digest digest{};
  if (bytes.size() != digest.size()) throw StoreFailure("a stored hash has not 32 bytes");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// verdict_number, epoch, seq, decision, points_difference, reason
v1::Verdict verdict_from(const Query& row, int column) {
  v1::Verdict verdict;
  verdict.set_number(row.natural(column));
  verdict.set_epoch(row.natural(column + 1));
  verdict.set_seq(row.natural(column + 2));
  verdict.set_decision(static_cast<v1::Verdict::Decision>(row.integer(column + 3)));
  verdict.set_points_difference(row.integer(column + 4));
  verdict.set_reason(row.text(column + 5));
  return verdict;
}

IntakeEntry entry_from(const Query& row) {
  IntakeEntry taken;
  taken.id = {row.text(0), row.natural(1), row.natural(2)};
  taken.entry.set_seq(row.natural(2));
  taken.entry.set_kind(static_cast<v1::EntryKind>(row.integer(3)));
  taken.entry.set_wall_unix_ms(row.integer(4));
  taken.entry.set_monotonic_ns(row.integer(5));
  taken.entry.set_hash(row.text(6));
  taken.entry.set_body(row.text(7));
  taken.received_unix_ms = row.integer(8);
  taken.business_date = row.text(9);
  taken.account_id = row.text(10);
  taken.verdict = verdict_from(row, 11);
  return taken;
}

}  // namespace

Head SqliteIntake::head(const std::string& terminal, std::uint64_t epoch) {
  Query query =
      connection_.query("SELECT seq, hash FROM intake WHERE terminal=? AND epoch=? ORDER BY seq DESC LIMIT 1");
  if (!query.bind(terminal, epoch).next()) return {};
  return {query.natural(0), digest_of(query.text(1))};
}

std::optional<proto::Digest> SqliteIntake::hash_of(const proto::EntryId& id) {
  Query query = connection_.query("SELECT hash FROM intake WHERE terminal=? AND epoch=? AND seq=?");
  if (!query.bind(id.terminal, id.epoch, id.seq).next()) return std::nullopt;
  return digest_of(query.text(0));
}

std::optional<IntakeEntry> SqliteIntake::find(const proto::EntryId& id) {
  Query query = connection_.query(
      "SELECT terminal, epoch, seq, kind, wall_unix_ms, monotonic_ns, hash, body, received_unix_ms, business_date, "
      "account_id, "
      "verdict_number, epoch, seq, decision, points_difference, reason FROM intake WHERE terminal=? AND epoch=? AND "
      "seq=?");
  if (!query.bind(id.terminal, id.epoch, id.seq).next()) return std::nullopt;
  return entry_from(query);
}

void SqliteIntake::add(const IntakeEntry& taken) {
  const v1::Entry& entry = taken.entry;
  connection_.query("INSERT INTO intake VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .run(taken.id.terminal, taken.id.epoch, taken.id.seq, static_cast<int>(entry.kind()), entry.wall_unix_ms(),
           entry.monotonic_ns(), Blob{as_bytes(entry.hash())}, Blob{as_bytes(entry.body())}, taken.received_unix_ms,
           taken.business_date, taken.account_id, taken.verdict.number(), static_cast<int>(taken.verdict.decision()),
           taken.verdict.points_difference(), taken.verdict.reason());
}

std::uint64_t SqliteIntake::last_verdict_number(const std::string& terminal) {
  Query query =
      connection_.query("SELECT verdict_number FROM intake WHERE terminal=? ORDER BY verdict_number DESC LIMIT 1");
  return query.bind(terminal).next() ? query.natural(0) : 0;
}

std::vector<v1::Verdict> SqliteIntake::verdicts_since(const std::string& terminal, std::uint64_t number,
                                                      std::size_t max) {
  Query query = connection_.query(
      "SELECT verdict_number, epoch, seq, decision, points_difference, reason FROM intake "
      "WHERE terminal=? AND verdict_number>? ORDER BY verdict_number LIMIT ?");
  query.bind(terminal, number, max);
  std::vector<v1::Verdict> verdicts;
  while (query.next()) verdicts.push_back(verdict_from(query, 0));
  return verdicts;
}

std::vector<v1::Verdict> SqliteIntake::verdicts_of(const std::string& terminal, std::uint64_t epoch,
                                                   std::uint64_t first, std::uint64_t last) {
  Query query = connection_.query(
      "SELECT verdict_number, epoch, seq, decision, points_difference, reason FROM intake "
      "WHERE terminal=? AND epoch=? AND seq BETWEEN ? AND ? ORDER BY seq");
  query.bind(terminal, epoch, first, last);
  std::vector<v1::Verdict> verdicts;
  while (query.next()) verdicts.push_back(verdict_from(query, 0));
  return verdicts;
}

void SqliteIntake::add_exception(const LedgerException& exception) {
  connection_.query("INSERT OR IGNORE INTO exception VALUES(?,?,?,?,?,?)")
      .bind(exception.id.terminal, exception.id.epoch, exception.id.seq, exception.reason, exception.hash_hex,
            exception.recorded_unix_ms)
      .run();
}

void SqliteIntake::each_entry(const std::function<void(const IntakeEntry&)>& visit) {
  Query query = connection_.query(
      "SELECT terminal, epoch, seq, kind, wall_unix_ms, monotonic_ns, hash, body, received_unix_ms, business_date, "
      "account_id, "
      "verdict_number, epoch, seq, decision, points_difference, reason FROM intake ORDER BY terminal, epoch, seq");
  while (query.next()) visit(entry_from(query));
}

void SqliteIntake::each_exception(const std::function<void(const LedgerException&)>& visit) {
  Query query = connection_.query(
      "SELECT terminal, epoch, seq, reason, hash_hex, recorded_unix_ms FROM exception ORDER BY terminal, epoch, seq");
  while (query.next()) {
    visit({{query.text(0), query.natural(1), query.natural(2)}, query.text(3), query.text(4), query.integer(5)});
  }
}

}  // namespace kazasu::ledger
