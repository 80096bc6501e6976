#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/seams/clock.hpp"

namespace kazasu {

/// All that a machine's clocks say at one moment.
struct ClockReading {
  std::int64_t wall_unix_ms = 0;
  std::int64_t monotonic_ns = 0;
  std::uint64_t boot_id = 0;  ///< 0: not known
};
ClockReading read_clock(Clock& clock);

/// Where the true time lies, milliseconds since 1970 UTC, both ends inclusive.
struct TimeInterval {
  std::int64_t earliest_unix_ms = 0;
  std::optional<std::int64_t> latest_unix_ms;  ///< nothing: not known, as after a reboot with no network

  friend bool operator==(const TimeInterval&, const TimeInterval&) = default;
};

/// How far a wall clock lies outside: 0 inside, > 0 ahead of the latest, < 0 behind the earliest; milliseconds.
std::int64_t error_of_wall(const TimeInterval& interval, std::int64_t wall_unix_ms);

/// An interval with the moment of the monotonic clock that it was true at: what outlives the process.
struct TimeAnchor {
  std::uint64_t boot_id = 0;
  std::int64_t monotonic_ns = 0;
  TimeInterval interval;
};

/// Knows where the true time lies though nobody trusts the wall clock: from the ledger's time when it last answered,
/// the monotonic clock since, and what was recorded before. The earliest never falls, whatever any clock does. Values
/// only, no clock inside. Thread: one at a time.
class TrustedTime {
 public:
  /// The ledger's own clock is taken to be right within this much: its nodes need not agree better.
  static constexpr std::int64_t kLedgerToleranceMs = 2'000;
  /// How wrong a monotonic clock may run: 500 ppm that the kernel slews it by (adjtimex(2)), crystals of up to 100 ppm,
  /// and as much again. In parts per thousand.
  static constexpr std::int64_t kDriftPerMille = 1;

  /// Goes on from what an earlier process kept: all of it in the same boot, after another boot only its earliest.
  void resume(const TimeAnchor& kept, const ClockReading& now);
  /// It is not earlier than this: something that was recorded then says so.
  void not_before(std::int64_t unix_ms, const ClockReading& now);

  enum class Taken {
    taken,
    contradicts,  ///< it is earlier than what is known for certain: nothing was changed
    unusable,     ///< no such time: nothing was changed
  };
  /// The ledger's time in an answer: it read its clock between `asked` and `answered`.
  Taken take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked, const ClockReading& answered);

  [[nodiscard]] TimeInterval at(const ClockReading& now) const;
  /// The wall clock, held inside the interval: the best that is known of the time.
  [[nodiscard]] std::int64_t now_unix_ms(const ClockReading& now) const;
  /// What to keep for `resume`.
  [[nodiscard]] TimeAnchor anchor(const ClockReading& now) const;
  /// Whether the last answer of the ledger contradicted what is known. Then one of the two is wrong, and people decide.
  [[nodiscard]] bool contradicted() const { return contradicted_; }

 private:
  TimeInterval anchored_;
  std::int64_t anchored_at_ns_ = 0;
  bool contradicted_ = false;
};

}  // namespace kazasu
