#include "sync/sync_status.hpp"

#include <algorithm>

#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/time/trusted_time.hpp"
#include "set_aside.hpp"
#include "sync_report.hpp"

namespace kazasu::tools {
namespace {

/// When an entry was recorded, by what was known of the time then.
std::int64_t recorded_at(const v1::Entry& entry) {
  constexpr std::int64_t kMsPerSecond = 1'000;
  v1::EntryBody body;
  TimeInterval interval;
  if (!body.ParseFromString(entry.body()) || !body.has_clock()) return entry.wall_unix_ms();
  interval.earliest_unix_ms = entry.wall_unix_ms() + body.clock().earliest_s() * kMsPerSecond;
  if (!body.clock().latest_unknown()) {
    interval.latest_unix_ms = entry.wall_unix_ms() + body.clock().latest_s() * kMsPerSecond;
  }
  return entry.wall_unix_ms() - error_of_wall(interval, entry.wall_unix_ms());
}

VerdictEvent event_of(const std::string& terminal, const v1::Verdict& verdict) {
  VerdictEvent event;
  event.receipt_number = proto::format_receipt_number({terminal, verdict.epoch(), verdict.seq()});
  event.decision =
      verdict.decision() == v1::Verdict::REFUSED ? VerdictEvent::Decision::refused : VerdictEvent::Decision::adjusted;
  event.points_difference = Points{verdict.points_difference()};
  event.reason = verdict.reason();
  return event;
}

/// Adds what waits in one journal file.
Result<void> add_waiting(journal::JournalReader& reader, SyncStatusReport& status) {
  const std::uint64_t waiting = reader.last_seq() - std::min(reader.last_seq(), reader.acknowledged_seq());
  if (waiting == 0) return {};
  status.waiting += waiting;
  auto first = reader.entry(reader.acknowledged_seq() + 1);
  if (!first) return first.error();
  const std::int64_t since = recorded_at(*first);
  if (status.waits_since_unix_ms == 0 || since < status.waits_since_unix_ms) status.waits_since_unix_ms = since;
  return {};
}

}  // namespace

Result<SyncStatusReport> read_sync_status(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "journal.db";
  SyncStatusReport status;
  status.running = journal::is_in_use_elsewhere(file);
  auto reader = journal::JournalReader::open(file);
  if (!reader) return reader.error();
  status.terminal = (*reader)->terminal();
  status.epoch = (*reader)->epoch();
  status.acknowledged_seq = (*reader)->acknowledged_seq();
  status.last_seq = (*reader)->last_seq();
  if (auto added = add_waiting(**reader, status); !added) return added.error();
  auto verdicts = (*reader)->verdicts();
  if (!verdicts) return verdicts.error();
  for (const v1::Verdict& verdict : *verdicts) {
    if (verdict.decision() != v1::Verdict::ACCEPTED) status.not_as_sold.push_back(event_of(status.terminal, verdict));
  }
  for (const auto& [epoch, earlier_file] : earlier_journal_files(directory)) {
    auto earlier = journal::JournalReader::open(earlier_file);
    if (!earlier) return earlier.error();
    if ((*earlier)->terminal() != status.terminal || epoch >= status.epoch) continue;
    const std::uint64_t before = status.waiting;
    if (auto added = add_waiting(**earlier, status); !added) return added.error();
    if (status.waiting > before) status.waiting_of_epoch[epoch] = status.waiting - before;
  }
  status.last = read_sync_report(directory);
  return status;
}

}  // namespace kazasu::tools
