#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/catalog/catalog.hpp"
#include "kazasu/journal/journal.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/batch_form.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/v1/sync.pb.h"

namespace kazasu::sync {

/// What one answer of the ledger changed.
struct SyncProgress {
  std::uint64_t acknowledged_seq = 0;  ///< > 0: entries up to it are acknowledged now
  std::vector<v1::Verdict> verdicts;   ///< new ones
  bool catalog_updated = false;
  std::int64_t ledger_unix_ms = 0;  ///< the ledger's clock when it answered; 0: the answer did not say
};

class CatalogFetch;

/// One round with the ledger as a state machine with no thread, clock or socket: it says what to send next and takes
/// the answer. Entries go up first, batch by batch; then the catalog comes down, chunk by chunk, so that it already
/// shows them.
/// Everything may be repeated: a round that breaks off anywhere is simply begun again.
class SyncRound {
 public:
  enum class Scope {
    all,
    entries,  ///< what is left of an earlier epoch: no catalog comes down
  };
  /// All of them outlive the round. `identity.epoch` is the journal's; `form` stays from round to round. `now_unix_ms`:
  /// a time that has certainly come; catalogs that expired before it are refused. With `ask_time`, a round that has no
  /// entry to send sends a batch of none, whose answer tells the ledger's time.
  SyncRound(journal::Journal& journal, catalog::Catalog& catalog, KeyStore& keys, BatchForm& form,
            TerminalIdentity identity, std::int64_t now_unix_ms, Scope scope = Scope::all, bool ask_time = false);
  ~SyncRound();

  /// The next request, or nothing when the round is done.
  Result<std::optional<TransportRequest>> next_request();
  /// Makes the next batch while the last request is under way, as if all of it will be acknowledged: `next_request`
  /// then only hands it out, or drops it if the answer says otherwise. May be left out.
  void prepare_ahead();
  /// Takes the answer to the last request. An error ends the round; `journal_forked` means that staff must act.
  Result<SyncProgress> take_answer(const TransportAnswer& answer);

 private:
  enum class Phase { entries, catalog, done };
  /// A signed batch as it travels.
  struct MadeBatch {
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;  ///< first_seq - 1: of no entries
    BatchForm::FormedBatch formed;
  };

  Result<std::optional<TransportRequest>> next_batch();
  Result<MadeBatch> make_batch(std::uint64_t first_seq);
  Result<SyncProgress> take_batch_answer(const TransportAnswer& answer);
  Result<SyncProgress> take_gap(const TransportAnswer& answer);
  Result<std::optional<TransportRequest>> next_of_catalog();
  Result<SyncProgress> resend_from(std::uint64_t seq);
  [[nodiscard]] Error ends_before(std::uint64_t seq) const;

  journal::Journal& journal_;
  catalog::Catalog& catalog_;
  KeyStore& keys_;
  BatchForm& form_;
  TerminalIdentity identity_;
  std::int64_t now_unix_ms_;
  Scope scope_;
  std::unique_ptr<CatalogFetch> fetch_;
  Phase phase_ = Phase::entries;
  std::uint64_t next_seq_ = 0;  ///< first entry of the next batch
  std::uint64_t sent_up_to_ = 0;
  BatchForm::Form sent_form_ = BatchForm::Form::plain;
  std::optional<MadeBatch> ahead_;
  bool ask_time_;
  bool resent_ = false;  ///< the ledger asked for earlier entries once in this round
};

}  // namespace kazasu::sync
