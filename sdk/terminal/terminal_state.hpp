#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "event_queue.hpp"
#include "kazasu/drivers/statistics/device_statistics.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/terminal/terminal.hpp"
#include "local_store.hpp"
#include "sync_worker.hpp"

namespace kazasu {

/// What a terminal touches of the machine that it runs on.
struct Surroundings {
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Entropy> entropy;
  std::unique_ptr<KeyStore> keys;
  std::string vfs;                      ///< of its files, to SQLite; "": the system's
  std::unique_ptr<Transport> asking{};  ///< a line for `Checkout::authorize`; nothing: made from the configuration
};

/// Everything behind a Terminal. Checkouts point to it, so it stays where it is when the Terminal is moved.
class Terminal::State {
 public:
  Configuration configuration;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Entropy> entropy;
  std::unique_ptr<KeyStore> keys;
  std::string vfs;
  EventQueue events;

  /// Guards all below. Held for the time of one call, never over a network exchange.
  mutable std::mutex mutex;
  std::unique_ptr<LocalStore> store;         ///< nothing until enrolled, or while its disk is full
  std::optional<Error> disk_full;            ///< why an enrolled terminal that was opened all the same has no store
  std::unique_ptr<SyncWorker> sync;          ///< nothing until enrolled, or without a ledger
  std::shared_ptr<sync::TlsIdentity> shown;  ///< to the ledger, by `sync` and `asking`

  /// A line of its own for what a checkout asks while it waits; guarded by its own mutex, for the time of the exchange.
  std::mutex asking_mutex;
  std::unique_ptr<Transport> asking;  ///< nothing until enrolled, or without a ledger

  std::unique_ptr<drivers::StatisticsSink> statistics;  ///< between the devices and `events`, for as long as this lives
  std::vector<std::unique_ptr<SensingDevice>> devices;
  std::atomic<std::int64_t> statistics_saved_ns{0};  ///< by the monotonic clock
  bool told_clock_is_wrong = false;

  ~State();

  Result<void> start_enrolled();
  Result<void> open_store(const sync::TerminalIdentity& identity);
  Result<void> start_sync(const sync::TerminalIdentity& identity);
  Result<void> start_devices();
  Result<void> enroll(std::string_view code);
  /// A certificate in place of one that has expired, for the same journal and epoch.
  Result<void> renew_expired(const sync::TerminalIdentity& identity, std::string_view code);
  Result<std::unique_ptr<Transport>> make_transport(std::shared_ptr<sync::TlsIdentity> identity) const;
  /// `not_enrolled`; `journal_full`, after it was tried again whether there is room now.
  Result<LocalStore*> require_store();
  /// Keeps what the devices did beside the journal, if that was not done for ten minutes. On a VFS of its own nothing
  /// is kept.
  void save_statistics_when_due();
  void save_statistics() const;
  /// An event when the clock has become wrong, or right again, since it was told last.
  void tell_of_clock();

  static Result<std::unique_ptr<State>> open(const Configuration& configuration);
  static Result<std::unique_ptr<State>> open(const Configuration& configuration, Surroundings surroundings);
};

}  // namespace kazasu
