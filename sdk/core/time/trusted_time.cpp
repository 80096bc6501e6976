#include "kazasu/time/trusted_time.hpp"

#include <algorithm>

namespace kazasu {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
/// 2020 and 2200: a ledger that says anything else has no clock. Within them no sum below overflows.
constexpr std::int64_t kFirstMs = 1'577'836'800'000;
constexpr std::int64_t kLastMs = 7'258'118'400'000;

/// How much less and how much more than a monotonic clock showed may have passed; milliseconds.
std::int64_t drift_of(std::int64_t elapsed_ms) {
  return elapsed_ms * TrustedTime::kDriftPerMille / 1'000 + 1;
}

}  // namespace

ClockReading read_clock(Clock& clock) {
  return {clock.wall_unix_ms(), clock.monotonic_ns(), clock.boot_id()};
}

std::int64_t error_of_wall(const TimeInterval& interval, std::int64_t wall_unix_ms) {
  if (wall_unix_ms < interval.earliest_unix_ms) return wall_unix_ms - interval.earliest_unix_ms;
  if (interval.latest_unix_ms && wall_unix_ms > *interval.latest_unix_ms) {
    return wall_unix_ms - *interval.latest_unix_ms;
  }
  return 0;
}

TimeInterval TrustedTime::at(const ClockReading& now) const {
  const std::int64_t elapsed_ms = std::max<std::int64_t>(0, now.monotonic_ns - anchored_at_ns_) / kNsPerMs;
  TimeInterval interval = anchored_;
  if (elapsed_ms > 0) interval.earliest_unix_ms += elapsed_ms - drift_of(elapsed_ms);
  if (interval.latest_unix_ms) *interval.latest_unix_ms += elapsed_ms + drift_of(elapsed_ms);
  return interval;
}

void TrustedTime::resume(const TimeAnchor& kept, const ClockReading& now) {
  const bool same_boot = kept.boot_id != 0 && kept.boot_id == now.boot_id && kept.monotonic_ns <= now.monotonic_ns;
  anchored_ = kept.interval;
  anchored_at_ns_ = kept.monotonic_ns;
  if (same_boot) return;
  anchored_.latest_unix_ms.reset();
  anchored_at_ns_ = now.monotonic_ns;
}

void TrustedTime::not_before(std::int64_t unix_ms, const ClockReading& now) {
  TimeInterval known = at(now);
  if (unix_ms <= known.earliest_unix_ms) return;
  known.earliest_unix_ms = unix_ms;
  if (known.latest_unix_ms && *known.latest_unix_ms < unix_ms) known.latest_unix_ms.reset();
  anchored_ = known;
  anchored_at_ns_ = now.monotonic_ns;
}

TrustedTime::Taken TrustedTime::take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked,
                                                 const ClockReading& answered) {
  if (ledger_unix_ms < kFirstMs || ledger_unix_ms > kLastMs || answered.monotonic_ns < asked.monotonic_ns) {
    return Taken::unusable;
  }
  const std::int64_t waited_ms = (answered.monotonic_ns - asked.monotonic_ns) / kNsPerMs + 1;
  const std::int64_t latest = ledger_unix_ms + waited_ms + drift_of(waited_ms) + kLedgerToleranceMs;
  const TimeInterval known = at(answered);
  contradicted_ = latest < known.earliest_unix_ms;
  if (contradicted_) return Taken::contradicts;
  // Later than what was the latest it may be: the monotonic clock of a machine that was paused from outside stands.
  anchored_ = {std::max(known.earliest_unix_ms, ledger_unix_ms - kLedgerToleranceMs), latest};
  anchored_at_ns_ = answered.monotonic_ns;
  return Taken::taken;
}

std::int64_t TrustedTime::now_unix_ms(const ClockReading& now) const {
  return now.wall_unix_ms - error_of_wall(at(now), now.wall_unix_ms);
}

TimeAnchor TrustedTime::anchor(const ClockReading& now) const {
  return {now.boot_id, now.monotonic_ns, at(now)};
}

}  // namespace kazasu
