#include "journal/chain.hpp"

#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::journal {
namespace {

/// What contradicts itself in a row; "" if nothing.
std::string contradiction(const v1::Entry& entry, SQLite::Statement& row, std::uint64_t expected_seq, const proto::Digest& hash) {
  if (entry.seq() != expected_seq) return "entries before it are missing: expected seq " + std::to_string(expected_seq);
  if (entry.hash() != as_text(hash)) return "its content or an earlier one was changed: the hash does not fit";
  v1::EntryBody body;
  if (!body.ParseFromString(entry.body())) return "the body is not an EntryBody";
  if (body.transaction_id() != row.getColumn(6).getString() || body.business_date() != row.getColumn(7).getString()) {
    return "its index columns do not agree with its body";
  }
  return "";
}

}  // namespace

v1::Entry entry_of_row(SQLite::Statement& row) {
  v1::Entry entry;
  entry.set_seq(static_cast<std::uint64_t>(row.getColumn(0).getInt64()));
  entry.set_kind(static_cast<v1::EntryKind>(row.getColumn(1).getInt()));
  entry.set_wall_unix_ms(row.getColumn(2).getInt64());
  entry.set_monotonic_ns(row.getColumn(3).getInt64());
  entry.set_body(row.getColumn(4).getString());
  entry.set_hash(row.getColumn(5).getString());
  return entry;
}

Verification verify_chain(SQLite::Database& database, const std::string& terminal, std::uint64_t epoch,
                          const std::function<void(const v1::Entry&, SQLite::Statement&)>& on_row) {
  Verification report;
  SQLite::Statement rows{database, std::string{"SELECT "} + kEntryColumns + " FROM entry ORDER BY seq"};
  while (rows.executeStep()) {
    const v1::Entry entry = entry_of_row(rows);
    const proto::Digest hash = proto::entry_hash(terminal, epoch, report.head.hash, entry);
    const std::string wrong = contradiction(entry, rows, report.entries + 1, hash);
    if (!wrong.empty()) {
      report.fault = JournalFault{entry.seq(), wrong};
      return report;
    }
    ++report.entries;
    report.head = {entry.seq(), hash};
    on_row(entry, rows);
  }
  return report;
}

}  // namespace kazasu::journal
