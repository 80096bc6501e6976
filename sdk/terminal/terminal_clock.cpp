#include "terminal_clock.hpp"

#include "kazasu/journal/journal_reader.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kMsPerSecond = 1'000;
/// How long the ledger's last answer serves: the interval grows by a second in 16 minutes. What is lost with the power
/// is at most so much of the earliest time.
constexpr std::int64_t kAnchorServesNs = 600'000'000'000;

std::int64_t floor_seconds(std::int64_t ms) {
  return ms / kMsPerSecond - (ms % kMsPerSecond < 0 ? 1 : 0);
}

}  // namespace

ClockStatus TerminalClock::status() const {
  const ClockReading now = read();
  ClockStatus status{.state = ClockStatus::State::verified, .interval = time_.at(now)};
  status.wall_unix_ms = now.wall_unix_ms;
  status.wall_error_ms = error_of_wall(status.interval, now.wall_unix_ms);
  if (!status.interval.latest_unix_ms) status.state = ClockStatus::State::unverified;
  if (status.wall_error_ms >= kWallToleranceMs || status.wall_error_ms <= -kWallToleranceMs) {
    status.state = ClockStatus::State::wrong;
  }
  if (time_.contradicted()) status.state = ClockStatus::State::disputed;
  return status;
}

v1::EntryClock TerminalClock::entry_clock(const ClockReading& now) const {
  const TimeInterval interval = time_.at(now);
  v1::EntryClock clock;
  clock.set_earliest_s(floor_seconds(interval.earliest_unix_ms - now.wall_unix_ms));
  if (interval.latest_unix_ms) {
    clock.set_latest_s(-floor_seconds(now.wall_unix_ms - *interval.latest_unix_ms));
  } else {
    clock.set_latest_unknown(true);
  }
  clock.set_boot(static_cast<std::uint32_t>(now.boot_id));
  return clock;
}

void TerminalClock::resume(const TimeAnchor& kept) {
  time_.resume(kept, read());
  kept_ = kept;
}

void TerminalClock::recorded(const v1::Entry& entry, const v1::EntryBody& body) {
  if (!body.has_clock()) return;
  time_.not_before(entry.wall_unix_ms() + body.clock().earliest_s() * kMsPerSecond, read());
}

void TerminalClock::catalog_issued(std::int64_t unix_ms) {
  time_.not_before(unix_ms - TrustedTime::kLedgerToleranceMs, read());
}

void TerminalClock::take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked) {
  const ClockReading now = read();
  if (time_.take_ledger_time(ledger_unix_ms, asked, now) != TrustedTime::Taken::unusable)
    told_at_ns_ = now.monotonic_ns;
}

bool TerminalClock::wants_ledger_time() const {
  return !told_at_ns_ || read().monotonic_ns - *told_at_ns_ >= kAnchorServesNs;
}

std::optional<TimeAnchor> TerminalClock::anchor_due() const {
  const TimeAnchor anchor = time_.anchor(read());
  if (anchor.interval.earliest_unix_ms <= 0) return std::nullopt;
  const bool serves = kept_ && kept_->boot_id == anchor.boot_id &&
                      kept_->interval.latest_unix_ms.has_value() == anchor.interval.latest_unix_ms.has_value() &&
                      anchor.monotonic_ns - kept_->monotonic_ns < kAnchorServesNs;
  if (serves) return std::nullopt;
  return anchor;
}

Result<ClockStatus> clock_status_of(const std::filesystem::path& directory, Clock& clock) {
  auto reader = journal::JournalReader::open(directory / "journal.db");
  if (!reader) return reader.error();
  TerminalClock known{clock};
  if (const auto& anchor = (*reader)->time_anchor()) known.resume(*anchor);
  if ((*reader)->last_seq() > (*reader)->removed_seq()) {
    auto last = (*reader)->entry((*reader)->last_seq());
    if (!last) return last.error();
    v1::EntryBody body;
    if (body.ParseFromString(last->body())) known.recorded(*last, body);
  }
  return known.status();
}

}  // namespace kazasu
