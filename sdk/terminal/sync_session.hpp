#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "backoff.hpp"
#include "event_queue.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/renewal.hpp"
#include "kazasu/sync/sync_round.hpp"
#include "kazasu/sync/tls_identity.hpp"
#include "local_store.hpp"

namespace kazasu {

/// A terminal's side of sync as steps, with no thread, timer or network: what to ask the ledger next, what its answer
/// changes and which events tell of it, and when to begin again. Thread: one at a time.
class SyncSession {
 public:
  /// All of them outlive it. With `journal_retention_days` above 0, settled entries of more days ago leave the journal
  /// after each round. A renewed certificate is shown by `shown`, if there is one.
  SyncSession(LocalStore& store, KeyStore& keys, EventQueue& events, std::chrono::milliseconds interval,
              std::int64_t journal_retention_days = 0, std::shared_ptr<sync::TlsIdentity> shown = nullptr);

  /// The next request of the round under way, or the first of a new one; nothing when the round is done.
  Result<std::optional<TransportRequest>> next_request();
  /// Does what can be done of the next request while the last is under way. May be left out.
  void prepare_ahead();
  /// Takes the answer to the last request.
  Result<void> take(const TransportAnswer& answer);
  /// Ends the round with what became of it; the pause before the next: the interval, or back-off with jitter.
  std::chrono::milliseconds end_round(const Result<void>& result);

  /// Whether the last round reached the ledger. Thread: any.
  [[nodiscard]] bool connected() const { return connected_; }
  /// Whether the ledger's TLS refuses the certificate. Thread: any.
  [[nodiscard]] bool certificate_refused() const { return certificate_refused_; }

 private:
  /// The round of the next earlier epoch with something left, or the current one's.
  void begin_next();
  [[nodiscard]] bool sends_earlier() const { return earlier_at_ < store_.earlier_journals().size(); }
  /// What an earlier epoch's entries met holds up nothing else.
  void leave_earlier(const Error& why);
  /// A request for another certificate, if it is time to ask for one.
  Result<std::optional<TransportRequest>> next_of_renewal();
  /// What the ledger does not give ends this round and is asked for again an hour later: the certificate is still good
  /// for a third of its life.
  Result<void> take_renewal(const TransportAnswer& answer);
  /// An answer says whether the ledger knows the certificate: one on trial then stays, or the one before is back.
  Result<void> judge_certificate(const TransportAnswer& answer);
  Result<void> fall_back();
  Result<void> show_certificate();
  /// Takes a catalog into use that the round has brought.
  Result<void> notice_catalog();
  void report(const Result<void>& result);

  LocalStore& store_;
  KeyStore& keys_;
  EventQueue& events_;
  std::chrono::milliseconds interval_;
  std::int64_t journal_retention_days_;
  sync::BatchForm form_;
  std::optional<sync::SyncRound> round_;
  std::uint64_t catalog_version_;     ///< in use
  ClockReading asked_;                ///< when the request under way was made
  std::size_t earlier_at_ = 0;        ///< of the earlier journals, the one whose turn it is
  std::optional<Error> earlier_met_;  ///< what the first of them met
  std::shared_ptr<sync::TlsIdentity> shown_;
  sync::Renewal renewal_;
  bool renewing_ = false;                              ///< the request under way asks for a certificate
  std::optional<std::int64_t> renewal_not_before_ns_;  ///< monotonic
  std::atomic<bool> connected_ = false;
  std::atomic<bool> certificate_refused_ = false;
  ErrorCode last_halt_ = ErrorCode::internal;
  Backoff backoff_;
  std::chrono::seconds retry_after_{0};  ///< what the ledger asked for in this round
};

}  // namespace kazasu
