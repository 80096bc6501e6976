#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <random>

#include "event_queue.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/sync_round.hpp"
#include "local_store.hpp"

namespace kazasu {

/// A terminal's side of sync as steps, with no thread, timer or network: what to ask the ledger next, what its answer
/// changes and which events tell of it, and when to begin again. Thread: one at a time.
class SyncSession {
 public:
  /// All of them outlive it.
  SyncSession(LocalStore& store, KeyStore& keys, EventQueue& events, std::chrono::milliseconds interval);

  /// The next request of the round under way, or the first of a new one; nothing when the round is done.
  Result<std::optional<TransportRequest>> next_request();
  /// Takes the answer to the last request.
  Result<void> take(const TransportAnswer& answer);
  /// Ends the round with what became of it; the pause before the next: the interval, or back-off with jitter.
  std::chrono::milliseconds end_round(const Result<void>& result);

  /// Whether the last round reached the ledger. Thread: any.
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  void report(const Result<void>& result);
  std::chrono::milliseconds pause_after(const Result<void>& result);

  LocalStore& store_;
  KeyStore& keys_;
  EventQueue& events_;
  std::chrono::milliseconds interval_;
  std::optional<sync::SyncRound> round_;
  std::atomic<bool> connected_ = false;
  int failures_ = 0;
  ErrorCode last_halt_ = ErrorCode::internal;
  std::minstd_rand jitter_;
};

}  // namespace kazasu
