#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/terminal/checkout.hpp"
#include "kazasu/terminal/clock_status.hpp"
#include "kazasu/terminal/configuration.hpp"
#include "kazasu/terminal/event.hpp"
#include "kazasu/terminal/return_checkout.hpp"
#include "kazasu/values/device_statistics.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

struct SyncStatus {
  bool connected = false;     ///< the last round reached the ledger
  std::uint64_t waiting = 0;  ///< entries that the ledger does not have yet
  std::uint64_t acknowledged_seq = 0;
  std::uint64_t catalog_version = 0;  ///< 0: none yet
  std::int64_t catalog_issued_unix_ms = 0;
};

/// The machine the SDK runs in: devices, journal, catalog and sync behind one object. Any number may live in one
/// process. Pull, not push: the application takes events with `wait`. Thread: any; calls are serialized inside.
class Terminal {
 public:
  /// Opens the journal (verified), the catalog and the devices that the configuration names. A device that is missing
  /// is no error: an event tells when it comes.
  static Result<Terminal> open(const std::filesystem::path& configuration_file);
  static Result<Terminal> open(const Configuration& configuration);

  Terminal(Terminal&&) noexcept;
  Terminal& operator=(Terminal&&) noexcept;
  ~Terminal();  ///< stops devices and sync; waits for neither longer than a second

  /// Whether this terminal has its certificate and keys.
  [[nodiscard]] bool enrolled() const;
  /// Enrols with a one-time code and fetches the first catalog. Blocks up to 30 s.
  Result<void> enroll(std::string_view code);

  Result<Checkout> begin_checkout(const CheckoutOptions& options);
  Result<ReturnCheckout> begin_return(const ReturnOptions& options);
  /// Cancels a whole receipt: everything of it that was not returned yet, in one entry.
  Result<ReturnReceipt> void_receipt(const ReturnOptions& options);

  /// What became of a transaction id in a business date (default: the current one): its receipt, or `not_found`, which
  /// says for certain that nothing was recorded.
  Result<Receipt> find_receipt(std::string_view transaction_id, std::optional<Date> business_date = std::nullopt);
  /// A receipt of this terminal by its number.
  Result<Receipt> receipt(std::string_view number);

  /// A whole copy of the journal, verified and flushed before it has its name; `file` must not exist. Selling waits for
  /// it: `kazasu journal backup` does the same from outside, and nothing waits. A terminal that is opened with the copy
  /// in its journal's place knows it for one, and has to be enrolled again (docs/journal.md).
  Result<void> backup_journal(const std::filesystem::path& file);

  /// The next event, or nothing after `timeout`. The queue holds 1,024 events; beyond
  /// that the oldest give way, sightings last.
  std::optional<Event> wait(std::chrono::milliseconds timeout);
  /// Readable while an event waits: for epoll, Qt or a browser bridge. Owned by the terminal.
  [[nodiscard]] int event_fd() const;

  /// What each device did since it was new, by the URI that its events carry (a PC/SC reader's own, not the pattern);
  /// none that never said anything. Counts go on over restarts (device_statistics.hpp). Never blocks.
  [[nodiscard]] std::map<std::string, DeviceStatistics> device_statistics() const;

  /// What is known of the time, and whether the machine's clock agrees (docs/time.md); `unverified` until enrolled.
  [[nodiscard]] ClockStatus clock_status() const;

  [[nodiscard]] SyncStatus sync_status() const;
  /// Asks for a sync round now instead of at the next interval.
  void sync_now();

 private:
  friend class Checkout;
  friend class ReturnCheckout;
  friend struct TerminalParts;
  class State;
  explicit Terminal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu
