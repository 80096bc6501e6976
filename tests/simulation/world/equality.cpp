#include "kazasu/proto/receipt_number.hpp"
#include "world/world.hpp"

namespace kazasu::simulation {
namespace {

std::string transaction_of(const v1::Entry& entry) {
  v1::EntryBody body;
  return body.ParseFromString(entry.body()) ? body.transaction_id() : std::string{};
}

}  // namespace

/// After the calm: what the tills were told, what their journals hold and what the books hold are one (I-8, I-19).
std::string World::check_equal() {
  auto read = ledger_.books().each_entry([this](const ledger::IntakeEntry& taken) {
    intake_[taken.id.terminal][taken.id.epoch][taken.id.seq] = taken;
    ++report_.entries;
    if (taken.entry.kind() == v1::LEASES_ENDED) trace_.add(taken.received_unix_ms, "books", "leases ended");
    trace_.add(taken.received_unix_ms, "books", "entry",
               proto::format_receipt_number(taken.id) + " " + to_hex(as_bytes(taken.entry.hash())) + " " +
                   taken.account_id + " " + std::to_string(taken.verdict.decision()) + taken.verdict.reason());
  });
  if (!read) return "the books cannot be read: " + describe(read.error());
  read = ledger_.books().each_posting([this](const ledger::RecordedPosting& row) {
    trace_.add(0, "books", "posting",
               row.account_id + " " + proto::format_receipt_number(row.entry) + " " + std::to_string(row.n) + " " +
                   row.posting.debit + ">" + row.posting.credit + " " + std::to_string(row.posting.points));
  });
  if (!read) return "the books cannot be read: " + describe(read.error());
  read = ledger_.books().each_exception([this](const ledger::LedgerException& exception) {
    if (exception.reason == "journal_forked") forks_.insert(exception.id.terminal);
  });
  if (!read) return "the books cannot be read: " + describe(read.error());
  for (const auto& terminal : terminals_) {
    if (auto wrong = check_terminal(*terminal); !wrong.empty()) return terminal->name() + ": " + wrong;
  }
  const auto audit = ledger_.books().verify();
  if (!audit) return "the books cannot be verified: " + describe(audit.error());
  return audit->problems.empty() ? "" : "the books: " + audit->problems.front();
}

std::string World::check_terminal(SimTerminal& terminal) {
  auto& epochs = intake_[terminal.name()];
  auto& books = epochs[terminal.epoch()];
  if (!terminal.running()) return "it is not open after the calm";
  const auto entries = terminal.journal().read(1, 1'000'000, std::size_t{1} << 32U);
  if (!entries) return describe(entries.error());
  bool same = books.size() == entries->size();
  for (const v1::Entry& entry : *entries) {
    const auto found = books.find(entry.seq());
    same = same && found != books.end() && found->second.entry.hash() == entry.hash();
  }
  if (terminal.restored()) {
    // Its old image may have been in step; else the ledger has found the fork (I-21).
    const bool behind =
        entries->size() <= books.size() && std::all_of(entries->begin(), entries->end(), [&](const v1::Entry& entry) {
          return books[entry.seq()].entry.hash() == entry.hash();
        });
    if (!same && !behind && !terminal.halted_by_fork()) return "I-21: its fork was not found";
    if (terminal.fork_told_by_ledger() && !forks_.contains(terminal.name()))
      return "I-21: its fork is not in the books";
    return "";
  }
  if (!same) {
    return "I-19: its journal has " + std::to_string(entries->size()) + " entries, the books " +
           std::to_string(books.size()) + ", or others";
  }
  for (const ToldReceipt& receipt : terminal.told()) {
    const auto id = proto::parse_receipt_number(receipt.number);
    if (!id) return "a receipt has no number";
    // An earlier epoch of a disk that was put back is told of by nobody.
    const auto found = epochs[id->epoch].find(id->seq);
    if (found == epochs[id->epoch].end()) {
      if (terminal.was_restored(id->epoch)) continue;
      return "I-1: " + receipt.number + " was acknowledged and is not in the books";
    }
    if (transaction_of(found->second.entry) != receipt.transaction_id) {
      if (terminal.was_restored(id->epoch)) continue;
      return "I-1: " + receipt.number + " is another transaction in the books";
    }
  }
  std::uint64_t verdicts = 0;
  for (const auto& [seq, taken] : books) {
    const std::string transaction = transaction_of(taken.entry);
    if (terminal.never_recorded(transaction)) return "I-5: told no, but booked: " + transaction;
    verdicts += taken.verdict.number() > 0 ? 1 : 0;
  }
  const auto held = terminal.journal().verdicts(0);
  if (!held) return describe(held.error());
  std::map<std::uint64_t, const v1::Verdict*> by_seq;
  for (const v1::Verdict& verdict : *held) {
    if (verdict.epoch() == terminal.epoch()) by_seq[verdict.seq()] = &verdict;
  }
  if (by_seq.size() != verdicts) {
    return "of " + std::to_string(verdicts) + " verdicts it holds " + std::to_string(by_seq.size());
  }
  for (const auto& [seq, taken] : books) {
    if (by_seq[seq]->SerializeAsString() != taken.verdict.SerializeAsString()) return "a verdict is another";
  }
  return "";
}

}  // namespace kazasu::simulation
