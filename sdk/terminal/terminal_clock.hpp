#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/seams/clock.hpp"
#include "kazasu/terminal/clock_status.hpp"
#include "kazasu/time/trusted_time.hpp"
#include "kazasu/v1/journal.pb.h"

namespace kazasu {

/// The terminal's time: the machine's clocks with what is known of them. Thread: one at a time.
class TerminalClock {
 public:
  explicit TerminalClock(Clock& clock) : clock_(clock) {}

  [[nodiscard]] ClockReading read() const { return read_clock(clock_); }
  /// Where the true time lies.
  [[nodiscard]] TimeInterval interval() const { return time_.at(read()); }
  /// The best that is known of the time, milliseconds since 1970 UTC: what receipts, business dates and ages go by.
  [[nodiscard]] std::int64_t now_unix_ms() const { return time_.now_unix_ms(read()); }
  [[nodiscard]] ClockStatus status() const;
  /// What an entry that is recorded at `now` says of the time.
  [[nodiscard]] v1::EntryClock entry_clock(const ClockReading& now) const;

  void resume(const TimeAnchor& kept);
  /// An entry of this terminal was recorded at what it says.
  void recorded(const v1::Entry& entry, const v1::EntryBody& body);
  /// The ledger issued a catalog then.
  void catalog_issued(std::int64_t unix_ms);
  void take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked);

  /// Whether to ask the ledger for its time though there is nothing to send.
  [[nodiscard]] bool wants_ledger_time() const;
  /// What to keep in the journal now, if it is time to: seldom, for each time is a flush.
  [[nodiscard]] std::optional<TimeAnchor> anchor_due() const;
  void kept(const TimeAnchor& anchor) { kept_ = anchor; }

 private:
  Clock& clock_;
  TrustedTime time_;
  std::optional<std::int64_t> told_at_ns_;  ///< by the ledger, in this process
  std::optional<TimeAnchor> kept_;
};

}  // namespace kazasu
