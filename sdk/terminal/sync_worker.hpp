#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "kazasu/seams/transport.hpp"
#include "kazasu/v1/sync_report.pb.h"
#include "sync_session.hpp"

namespace kazasu {

/// Runs sync rounds on a thread of its own: at an interval, when asked, and after failures with back-off and jitter.
/// What it is doing it tells tools by a report in `directory` (sync_report.hpp), and takes their requests there.
/// The store is touched only under `store_mutex`, which is never held over a network exchange.
class SyncWorker {
 public:
  SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
             EventQueue& events, std::chrono::milliseconds interval, std::int64_t journal_retention_days,
             std::filesystem::path directory, std::shared_ptr<sync::TlsIdentity> shown);
  ~SyncWorker();
  SyncWorker(const SyncWorker&) = delete;
  SyncWorker& operator=(const SyncWorker&) = delete;

  /// Asks for a round now.
  void wake();
  [[nodiscard]] bool connected() const { return session_.connected(); }
  [[nodiscard]] bool certificate_refused() const { return session_.certificate_refused(); }
  /// Asks for a round now, and takes that one for the first: what a round under way comes to counts for nothing.
  void begin_anew();
  /// Waits until the first round has ended; its error, or `timed_out`.
  Result<void> wait_for_first_round(std::chrono::milliseconds within);

 private:
  void run();
  /// Waits out the pause, or until a round is asked for; whether to go on.
  bool wait_for_turn(std::chrono::milliseconds pause);
  void report_sending();
  void report_round(const Result<void>& result, std::chrono::milliseconds pause);
  Result<void> round();
  std::chrono::milliseconds end_round(const Result<void>& result);

  std::unique_ptr<Transport> ledger_;
  LocalStore& store_;
  std::mutex& store_mutex_;
  SyncSession session_;              ///< of the thread, but for `connected`
  std::filesystem::path directory_;  ///< of the report; "": none is written
  v1::SyncReport report_;            ///< of the thread
  std::int64_t reported_at_ns_ = 0;
  bool asked_by_tool_ = false;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool asked_ = true;  ///< the first round starts at once
  bool in_round_ = false;
  bool ignore_round_ = false;  ///< the one under way
  std::optional<Result<void>> first_round_;
  std::thread thread_;
};

}  // namespace kazasu
