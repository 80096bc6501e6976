#include "journal/time_anchor.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include "journal/schema.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::journal {
namespace {

/// Against damage, not against people: who can write the file can write a digest.
proto::Digest digest_of(const TimeAnchor& anchor) {
  const std::int64_t latest = anchor.interval.latest_unix_ms.value_or(-1);
  proto::FramedBytes framed{"kazasu.time-anchor.v1"};
  framed.integer(anchor.boot_id)
      .integer(static_cast<std::uint64_t>(anchor.monotonic_ns))
      .integer(static_cast<std::uint64_t>(anchor.interval.earliest_unix_ms))
      .integer(static_cast<std::uint64_t>(latest));
  return proto::sha256(framed.bytes());
}

}  // namespace

std::optional<TimeAnchor> read_time_anchor(SQLite::Database& database) {
  if (database.execAndGet("PRAGMA user_version").getInt() < kVersionWithTime) return std::nullopt;
  SQLite::Statement row{database,
                        "SELECT boot_id, monotonic_ns, earliest_unix_ms, latest_unix_ms, digest FROM time_anchor"};
  if (!row.executeStep()) return std::nullopt;
  TimeAnchor anchor{.boot_id = static_cast<std::uint64_t>(row.getColumn(0).getInt64()),
                    .monotonic_ns = row.getColumn(1).getInt64(),
                    .interval = {row.getColumn(2).getInt64(), std::nullopt}};
  if (!row.getColumn(3).isNull()) anchor.interval.latest_unix_ms = row.getColumn(3).getInt64();
  if (row.getColumn(4).getString() != as_text(digest_of(anchor))) return std::nullopt;
  return anchor;
}

void write_time_anchor(SQLite::Database& database, const TimeAnchor& anchor) {
  SQLite::Statement write{
      database,
      "INSERT INTO time_anchor (only, boot_id, monotonic_ns, earliest_unix_ms, latest_unix_ms, digest) "
      "VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (only) DO UPDATE SET boot_id = excluded.boot_id, "
      "monotonic_ns = excluded.monotonic_ns, earliest_unix_ms = excluded.earliest_unix_ms, "
      "latest_unix_ms = excluded.latest_unix_ms, digest = excluded.digest"};
  write.bind(1, static_cast<std::int64_t>(anchor.boot_id));
  write.bind(2, anchor.monotonic_ns);
  write.bind(3, anchor.interval.earliest_unix_ms);
  if (anchor.interval.latest_unix_ms) write.bind(4, *anchor.interval.latest_unix_ms);
  const proto::Digest digest = digest_of(anchor);
  write.bind(5, digest.data(), static_cast<int>(digest.size()));
  write.exec();
}

}  // namespace kazasu::journal
