#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "event_queue.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/sync_round.hpp"
#include "local_store.hpp"

namespace kazasu {

/// Runs sync rounds on a thread of its own: at an interval, when asked, and after failures with back-off and jitter.
/// The store is touched only under `store_mutex`, which is never held over a network exchange.
class SyncWorker {
 public:
  SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
             EventQueue& events, std::chrono::milliseconds interval);
  ~SyncWorker();
  SyncWorker(const SyncWorker&) = delete;
  SyncWorker& operator=(const SyncWorker&) = delete;

  /// Asks for a round now.
  void wake();
  [[nodiscard]] bool connected() const;
  /// Waits until the first round has ended; its error, or `timed_out`.
  Result<void> wait_for_first_round(std::chrono::milliseconds within);

 private:
  void run();
  Result<void> round();
  Result<void> take(sync::SyncRound& round, const TransportAnswer& answer);
  void report(const Result<void>& result);
  std::chrono::milliseconds pause_after(const Result<void>& result);

  std::unique_ptr<Transport> ledger_;
  LocalStore& store_;
  std::mutex& store_mutex_;
  KeyStore& keys_;
  EventQueue& events_;
  std::chrono::milliseconds interval_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool asked_ = true;  ///< the first round starts at once
  bool connected_ = false;
  std::optional<Result<void>> first_round_;
  int failures_ = 0;
  ErrorCode last_halt_ = ErrorCode::internal;
  std::minstd_rand jitter_;
  std::thread thread_;
};

}  // namespace kazasu
