#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kazasu {

using Date = std::chrono::year_month_day;

/// A moment with the offset of the wall clock that showed it.
struct Timestamp {
  std::int64_t unix_ms = 0;             ///< milliseconds since 1970-01-01T00:00:00Z, no leap seconds
  std::int32_t utc_offset_seconds = 0;  ///< local minus UTC; for display, never for arithmetic

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

/// Minutes since local midnight, 0…1439.
struct TimeOfDay {
  std::int32_t minutes = 0;

  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

/// One change of a zone's offset: from `from_unix_seconds` on, local time is UTC plus the offset.
struct OffsetTransition {
  std::int64_t from_unix_seconds = 0;
  std::int32_t utc_offset_seconds = 0;

  friend bool operator==(const OffsetTransition&, const OffsetTransition&) = default;
};

/// A time zone as data: its name and offset transitions in ascending order, so that an old receipt reprices the same
/// whatever later happens to the zone. Before the first transition its offset holds.
struct TimeZone {
  std::string name;
  std::vector<OffsetTransition> transitions;

  friend bool operator==(const TimeZone&, const TimeZone&) = default;
};

/// The zone's offset from UTC, in seconds, at a moment; 0 for a zone with no transitions.
std::int32_t utc_offset_at(const TimeZone& zone, std::int64_t unix_seconds);

/// A wall clock reading: local date and minutes since midnight.
struct WallClock {
  Date date;
  TimeOfDay time;
};
WallClock wall_clock_at(const TimeZone& zone, std::int64_t unix_ms);

/// The date of the local wall clock less `business_day_starts` (wall-clock arithmetic; pricing.md, section 1).
Date business_date_at(const TimeZone& zone, TimeOfDay business_day_starts, std::int64_t unix_ms);

Date add_days(Date date, std::int64_t days);
Date end_of_month(Date date);

/// `2026-11-23`
std::string format_date(Date date);
/// Exactly YYYY-MM-DD and a day that exists, else nothing.
std::optional<Date> parse_date(std::string_view text);
/// `05:00`
std::string format_time_of_day(TimeOfDay time);
/// Exactly HH:MM from 00:00 to 23:59, else nothing.
std::optional<TimeOfDay> parse_time_of_day(std::string_view text);
/// RFC 3339, as in `2026-11-23T12:34:56+09:00`; milliseconds only when there are any.
std::string format_timestamp(Timestamp timestamp);
/// RFC 3339 with an offset or Z; digits beyond milliseconds are cut off. Else nothing.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace kazasu
