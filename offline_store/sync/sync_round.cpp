#include "kazasu/sync/sync_round.hpp"

#include <utility>

#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/renewal.hpp"
#include "sync/catalog_fetch.hpp"
#include "sync/ledger_answer.hpp"

namespace kazasu::sync {
namespace {

constexpr std::size_t kBatchEntriesMax = 1'000;
constexpr std::size_t kBatchBytesMax = 4 * 1024 * 1024;
constexpr int kConflict = 409;

}  // namespace

SyncRound::SyncRound(journal::Journal& journal, catalog::Catalog& catalog, KeyStore& keys, BatchForm& form,
                     TerminalIdentity identity, std::int64_t now_unix_ms, Scope scope, bool ask_time)
    : journal_(journal),
      catalog_(catalog),
      keys_(keys),
      form_(form),
      identity_(std::move(identity)),
      now_unix_ms_(now_unix_ms),
      scope_(scope),
      next_seq_(journal.acknowledged().seq + 1),
      ask_time_(ask_time) {}

SyncRound::~SyncRound() = default;

Result<std::optional<TransportRequest>> SyncRound::next_request() {
  if (phase_ == Phase::entries) {
    auto batch = next_batch();
    if (!batch || *batch) return batch;
    phase_ = scope_ == Scope::all ? Phase::catalog : Phase::done;
  }
  if (phase_ == Phase::catalog) return next_of_catalog();
  return std::optional<TransportRequest>{};
}

Result<std::optional<TransportRequest>> SyncRound::next_batch() {
  const bool for_time_alone = next_seq_ > journal_.head().seq;
  if (for_time_alone && !ask_time_) return std::optional<TransportRequest>{};
  ask_time_ = false;
  Result<MadeBatch> made =
      ahead_ && ahead_->first_seq == next_seq_ ? Result<MadeBatch>{std::move(*ahead_)} : make_batch(next_seq_);
  ahead_.reset();
  if (!made) return made.error();
  if (made->last_seq < made->first_seq && !for_time_alone) return std::optional<TransportRequest>{};
  sent_up_to_ = made->last_seq;
  sent_form_ = made->formed.form;
  return std::optional{std::move(made->formed.request)};
}

Result<SyncRound::MadeBatch> SyncRound::make_batch(std::uint64_t first_seq) {
  auto entries = journal_.read(first_seq, kBatchEntriesMax, kBatchBytesMax);
  if (!entries) return entries.error();
  v1::Batch batch;
  batch.set_terminal(identity_.terminal);
  batch.set_epoch(identity_.epoch);
  const auto before = journal_.hash_at(first_seq - 1);
  if (!before) return before.error();
  batch.set_prev_hash(std::string{as_text(*before)});
  for (v1::Entry& entry : *entries) *batch.add_entries() = std::move(entry);
  const auto key = signing_key(keys_);
  if (!key) return key.error();
  auto signature = key->sign(proto::batch_signed_bytes(batch));
  if (!signature) return signature.error();
  batch.set_signature_algorithm(std::string{proto::kEcdsaP256Sha256});
  batch.set_signature(std::string{as_text(*signature)});
  auto formed = form_.request_of(batch);
  if (!formed) return formed.error();
  return MadeBatch{first_seq, first_seq + static_cast<std::uint64_t>(batch.entries_size()) - 1, std::move(*formed)};
}

void SyncRound::prepare_ahead() {
  const bool entries_under_way = phase_ == Phase::entries && sent_up_to_ >= next_seq_;
  if (!entries_under_way || ahead_ || sent_up_to_ >= journal_.head().seq) return;
  // What fails here is tried again, and told, when it is wanted.
  if (auto made = make_batch(sent_up_to_ + 1)) ahead_ = std::move(*made);
}

Result<SyncProgress> SyncRound::take_answer(const TransportAnswer& answer) {
  if (phase_ == Phase::entries) return take_batch_answer(answer);
  auto updated = fetch_->take_answer(answer);
  if (!updated) return updated.error();
  SyncProgress progress;
  progress.catalog_updated = *updated;
  return progress;
}

Result<SyncProgress> SyncRound::take_batch_answer(const TransportAnswer& answer) {
  if (answer.status == kConflict) return take_gap(answer);
  if (form_.becomes_simpler(answer, sent_form_)) return SyncProgress{};  // the same entries once more
  auto message = parse_answer<v1::BatchAnswer>(answer);
  if (!message) return message.error();
  auto hash = proto::digest_from(as_bytes(message->acknowledged_hash()), "BatchAnswer.acknowledged_hash");
  if (!hash) return Error{ErrorCode::ledger_answer_invalid, hash.error().detail};
  // Of an earlier epoch the ledger may have entries that were lost here. It took those that were sent, so it has the
  // same; the hash is of one that is not here.
  if (scope_ == Scope::entries && message->acknowledged_seq() > journal_.head().seq) {
    message->set_acknowledged_seq(journal_.head().seq);
    hash = journal_.head().hash;
  }
  const bool nothing_was_sent = sent_up_to_ + 1 == next_seq_;
  if (message->acknowledged_seq() > journal_.head().seq) return ends_before(message->acknowledged_seq());
  if (nothing_was_sent && message->acknowledged_seq() < sent_up_to_)
    return resend_from(message->acknowledged_seq() + 1);
  // An answer that acknowledges less than was sent would be asked again for ever.
  if (message->acknowledged_seq() < sent_up_to_) {
    return Error{ErrorCode::ledger_answer_invalid,
                 "BatchAnswer.acknowledged_seq: " + std::to_string(message->acknowledged_seq()) + ", sent up to " +
                     std::to_string(sent_up_to_)};
  }
  SyncProgress progress;
  const std::uint64_t known = journal_.last_verdict_number();
  for (const v1::Verdict& verdict : message->verdicts()) {
    if (verdict.number() > known) progress.verdicts.push_back(verdict);
  }
  auto recorded = journal_.record_acknowledgement(message->acknowledged_seq(), *hash, progress.verdicts);
  if (!recorded) return recorded.error();
  next_seq_ = message->acknowledged_seq() + 1;
  if (!nothing_was_sent) progress.acknowledged_seq = message->acknowledged_seq();
  progress.ledger_unix_ms = message->ledger_unix_ms();
  return progress;
}

Result<SyncProgress> SyncRound::take_gap(const TransportAnswer& answer) {
  v1::ErrorAnswer refused;
  const bool parsed = refused.ParseFromArray(answer.body.data(), static_cast<int>(answer.body.size()));
  const bool can_resend = parsed && refused.code() == name_of(ErrorCode::journal_gap) && refused.expected_seq() >= 1 &&
                          refused.expected_seq() < next_seq_ && !resent_;
  if (!can_resend) return error_of(answer, ErrorCode::ledger_refused);
  return resend_from(refused.expected_seq());
}

/// A ledger restored from a backup lacks entries that it once acknowledged: they are sent again.
Result<SyncProgress> SyncRound::resend_from(std::uint64_t seq) {
  if (seq <= journal_.removed().seq) {
    return Error{ErrorCode::ledger_refused, "the ledger lacks entries from " + std::to_string(seq) +
                                                " on, which it once acknowledged; retention removed them here up to " +
                                                std::to_string(journal_.removed().seq) +
                                                ": restore the ledger further, or import a backup of this journal"};
  }
  resent_ = true;
  next_seq_ = seq;
  return SyncProgress{};
}

Result<std::optional<TransportRequest>> SyncRound::next_of_catalog() {
  if (!fetch_) {
    fetch_ = std::make_unique<CatalogFetch>(
        catalog_, keys_, CatalogFetch::Terminal{identity_.terminal, identity_.epoch, journal_.head().seq},
        now_unix_ms_);
  }
  auto request = fetch_->next_request();
  if (request && !*request) phase_ = Phase::done;
  return request;
}

Error SyncRound::ends_before(std::uint64_t seq) const {
  return {ErrorCode::journal_forked, "the ledger has entries up to " + std::to_string(seq) +
                                         " of this epoch, this journal ends at " + std::to_string(journal_.head().seq) +
                                         ": an earlier state of it was restored"};
}

}  // namespace kazasu::sync
