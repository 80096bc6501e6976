#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "kazasu/seams/transport.hpp"
#include "sync_session.hpp"

namespace kazasu {

/// Runs sync rounds on a thread of its own: at an interval, when asked, and after failures with back-off and jitter.
/// The store is touched only under `store_mutex`, which is never held over a network exchange.
class SyncWorker {
 public:
  SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
             EventQueue& events, std::chrono::milliseconds interval, std::int64_t journal_retention_days);
  ~SyncWorker();
  SyncWorker(const SyncWorker&) = delete;
  SyncWorker& operator=(const SyncWorker&) = delete;

  /// Asks for a round now.
  void wake();
  [[nodiscard]] bool connected() const { return session_.connected(); }
  /// Waits until the first round has ended; its error, or `timed_out`.
  Result<void> wait_for_first_round(std::chrono::milliseconds within);

 private:
  void run();
  Result<void> round();
  std::chrono::milliseconds end_round(const Result<void>& result);

  std::unique_ptr<Transport> ledger_;
  std::mutex& store_mutex_;
  SyncSession session_;  ///< of the thread, but for `connected`

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool asked_ = true;  ///< the first round starts at once
  std::optional<Result<void>> first_round_;
  std::thread thread_;
};

}  // namespace kazasu
