#include "intake/intake.hpp"

#include <algorithm>

#include "enrollment/terminal_keys.hpp"
#include "intake/batch_posting.hpp"
#include "intake/received_batch.hpp"
#include "kazasu/proto/entry_clock.hpp"
#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::ledger {
namespace {

using Answer = std::variant<v1::BatchAnswer, Refusal>;

Refusal refused(ErrorCode code, std::string detail, std::uint64_t expected_seq = 0) {
  return {{code, std::move(detail)}, expected_seq};
}

/// Its wall clock was wrong by a minute or more, by what the terminal itself knew. The entry is booked all the same:
/// its time and offers are of what was known.
bool is_clock_wrong(const v1::EntryBody& body) {
  constexpr std::int64_t kTolerated = 60;
  const std::int64_t error_s = proto::wall_error_s(body.clock());
  return error_s >= kTolerated || error_s <= -kTolerated;
}

class Intake {
 public:
  Intake(Transaction& transaction, const Enrollment& sender, const v1::Batch& batch, const ReceivedBatch& received,
         BytesView journal_key, std::int64_t now_unix_ms)
      : transaction_(transaction),
        sender_(sender),
        batch_(batch),
        received_(received),
        journal_key_(journal_key),
        now_unix_ms_(now_unix_ms) {
    head_ = transaction_.intake().head(batch.terminal(), batch.epoch());
  }

  Answer run() {
    if (auto refusal = compare_with_books()) return *refusal;
    take_key_into_use(transaction_, sender_, now_unix_ms_);
    v1::BatchAnswer answer;
    if (!received_.entries.empty() && first_seq() <= head_.seq) {
      const std::uint64_t last_known = std::min(head_.seq, last_seq());
      for (const v1::Verdict& verdict :
           transaction_.intake().verdicts_of(batch_.terminal(), batch_.epoch(), first_seq(), last_known)) {
        *answer.add_verdicts() = verdict;
      }
    }
    post_new_entries(answer);
    answer.set_acknowledged_seq(head_.seq);
    answer.set_acknowledged_hash(std::string{as_text(head_.seq == 0 ? proto::kGenesisHash : head_.hash)});
    answer.set_ledger_unix_ms(now_unix_ms_);
    transaction_.commit();
    return answer;
  }

 private:
  [[nodiscard]] std::uint64_t first_seq() const { return batch_.entries(0).seq(); }
  [[nodiscard]] std::uint64_t last_seq() const { return first_seq() + received_.entries.size() - 1; }
  [[nodiscard]] proto::EntryId id(std::uint64_t seq) const { return {batch_.terminal(), batch_.epoch(), seq}; }

  /// What the ledger has is never replaced: another content under the same identity is a fork, and recorded as such.
  Refusal fork(std::uint64_t seq, const proto::Digest& theirs) {
    transaction_.intake().add_exception({id(seq), "journal_forked", to_hex(theirs), now_unix_ms_});
    transaction_.commit();
    return refused(ErrorCode::journal_forked, "the ledger holds another entry under seq " + std::to_string(seq));
  }

  std::optional<Refusal> compare_with_books() {
    if (received_.entries.empty()) return std::nullopt;
    if (first_seq() > head_.seq + 1) {
      return refused(ErrorCode::journal_gap, "the next entry is " + std::to_string(head_.seq + 1), head_.seq + 1);
    }
    if (first_seq() == 1) {
      if (received_.prev_hash != proto::kGenesisHash) {
        return refused(ErrorCode::message_invalid, "Batch.prev_hash: there is nothing before seq 1");
      }
    } else if (transaction_.intake().hash_of(id(first_seq() - 1)) != received_.prev_hash) {
      return fork(first_seq() - 1, received_.prev_hash);
    }
    for (const HashedEntry& entry : received_.entries) {
      const std::uint64_t seq = entry.entry->seq();
      if (seq > head_.seq) break;
      if (transaction_.intake().hash_of(id(seq)) != entry.hash) return fork(seq, entry.hash);
    }
    return std::nullopt;
  }

  /// Adds their verdicts to the answer.
  void post_new_entries(v1::BatchAnswer& answer) {
    transaction_.leases().remove_ended_holds(now_unix_ms_);
    BatchPosting posting{transaction_, sender_};
    std::uint64_t number = transaction_.intake().last_verdict_number(batch_.terminal());
    bool any = false;
    bool clock_wrong = false;  // one exception a batch tells as much as a thousand
    ReceivedEntry received;
    for (const HashedEntry& hashed : received_.entries) {
      const std::uint64_t seq = hashed.entry->seq();
      if (seq <= head_.seq) continue;
      any = true;
      open_entry(batch_.terminal(), journal_key_, *hashed.entry, received);
      const BatchPosting::Posted posted = posting.post(id(seq), received);
      IntakeEntry taken{.id = id(seq), .entry = *hashed.entry, .received_unix_ms = now_unix_ms_};
      taken.business_date = received.body.business_date();
      taken.account_id = posted.account_id;
      taken.verdict.set_number(++number);
      taken.verdict.set_epoch(batch_.epoch());
      taken.verdict.set_seq(seq);
      taken.verdict.set_decision(posted.outcome.decision);
      taken.verdict.set_points_difference(posted.outcome.points_difference);
      taken.verdict.set_reason(posted.outcome.reason);
      transaction_.intake().add(taken);
      *answer.add_verdicts() = std::move(taken.verdict);
      if (!clock_wrong && is_clock_wrong(received.body)) {
        clock_wrong = true;
        transaction_.intake().add_exception({id(seq), "clock_wrong", to_hex(hashed.hash), now_unix_ms_});
      }
      for (const std::string& reason : posted.outcome.exceptions) {
        transaction_.intake().add_exception({id(seq), reason, to_hex(hashed.hash), now_unix_ms_});
      }
      head_ = {seq, hashed.hash};
    }
    if (!any) return;
    posting.finish(now_unix_ms_);
    transaction_.enrollments().add_batch_signature(
        {.terminal = batch_.terminal(),
         .epoch = batch_.epoch(),
         .first_seq = first_seq(),
         .last_seq = last_seq(),
         .key_epoch = sender_.epoch,
         .key_number = sender_.key_number,
         .signature = Bytes{batch_.signature().begin(), batch_.signature().end()}});
  }

  Transaction& transaction_;
  const Enrollment& sender_;
  const v1::Batch& batch_;
  const ReceivedBatch& received_;
  BytesView journal_key_;
  std::int64_t now_unix_ms_;
  Head head_;
};

}  // namespace

Answer take_batch_in(Store& store, const LedgerKeys& keys, Clock& clock, const Client& client, const v1::Batch& batch) {
  const auto received = receive(client, batch);
  if (!received) return Refusal{received.error(), 0};
  const auto transaction = store.begin_write();
  const auto enrollment = enrollment_of(*transaction, client);
  if (!enrollment) return Refusal{enrollment.error(), 0};
  // A terminal that was enrolled again may still send what it salvaged of its earlier epochs, never of a later one.
  if (batch.epoch() == 0 || batch.epoch() > enrollment->epoch) {
    return refused(ErrorCode::ledger_refused,
                   "Batch.epoch: the certificate is of epoch " + std::to_string(enrollment->epoch));
  }
  const auto journal_key = journal_key_of(keys, client.terminal);
  return Intake{*transaction, *enrollment, batch, *received, journal_key, clock.wall_unix_ms()}.run();
}

}  // namespace kazasu::ledger
