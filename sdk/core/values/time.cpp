#include "kazasu/values/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace kazasu {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMsPerSecond = 1'000;

std::int64_t floor_div(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

Date date_of_days(std::int64_t days) {
  return Date{std::chrono::sys_days{std::chrono::days{days}}};
}

std::int64_t days_of_date(Date date) {
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// Reads exactly `count` digits at `position` and moves past them.
bool read_digits(std::string_view text, std::size_t& position, std::size_t count, int& value) {
  if (position + count > text.size()) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[position + i];
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  position += count;
  return true;
}

bool read_char(std::string_view text, std::size_t& position, std::string_view any_of) {
  if (position >= text.size() || any_of.find(text[position]) == std::string_view::npos) return false;
  ++position;
  return true;
}

std::int64_t local_seconds(const TimeZone& zone, std::int64_t unix_ms) {
  const std::int64_t utc = floor_div(unix_ms, kMsPerSecond);
  return utc + utc_offset_at(zone, utc);
}

bool read_date(std::string_view text, std::size_t& at, Date& date) {
  int year = 0, month = 0, day = 0;
  if (!read_digits(text, at, 4, year) || !read_char(text, at, "-") || !read_digits(text, at, 2, month) ||
      !read_char(text, at, "-") || !read_digits(text, at, 2, day)) {
    return false;
  }
  date = Date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
              std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok();
}

bool read_offset(std::string_view text, std::size_t& at, std::int32_t& seconds) {
  if (read_char(text, at, "Zz")) {
    seconds = 0;
    return true;
  }
  if (at >= text.size()) return false;
  const bool negative = text[at] == '-';
  int hours = 0, minutes = 0;
  if (!read_char(text, at, "+-") || !read_digits(text, at, 2, hours) || !read_char(text, at, ":") ||
      !read_digits(text, at, 2, minutes) || hours > 23 || minutes > 59) {
    return false;
  }
  seconds = (hours * 60 + minutes) * 60;
  if (negative) seconds = -seconds;
  return true;
}

}  // namespace

std::int32_t utc_offset_at(const TimeZone& zone, std::int64_t unix_seconds) {
  if (zone.transitions.empty()) return 0;
  const auto after = std::upper_bound(
      zone.transitions.begin(), zone.transitions.end(), unix_seconds,
      [](std::int64_t when, const OffsetTransition& transition) { return when < transition.from_unix_seconds; });
  return after == zone.transitions.begin() ? after->utc_offset_seconds : std::prev(after)->utc_offset_seconds;
}

WallClock wall_clock_at(const TimeZone& zone, std::int64_t unix_ms) {
  const std::int64_t local = local_seconds(zone, unix_ms);
  const std::int64_t days = floor_div(local, kSecondsPerDay);
  return {date_of_days(days), TimeOfDay{static_cast<std::int32_t>((local - days * kSecondsPerDay) / 60)}};
}

Date business_date_at(const TimeZone& zone, TimeOfDay business_day_starts, std::int64_t unix_ms) {
  const std::int64_t shifted = local_seconds(zone, unix_ms) - std::int64_t{business_day_starts.minutes} * 60;
  return date_of_days(floor_div(shifted, kSecondsPerDay));
}

Date add_days(Date date, std::int64_t days) {
  return date_of_days(days_of_date(date) + days);
}

Date end_of_month(Date date) {
  return Date{date.year() / date.month() / std::chrono::last};
}

std::string format_date(Date date) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Date> parse_date(std::string_view text) {
  std::size_t at = 0;
  Date date;
  if (!read_date(text, at, date) || at != text.size()) return std::nullopt;
  return date;
}

std::string format_time_of_day(TimeOfDay time) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%02d:%02d", time.minutes / 60, time.minutes % 60);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  std::size_t at = 0;
  int hours = 0, minutes = 0;
  if (!read_digits(text, at, 2, hours) || !read_char(text, at, ":") || !read_digits(text, at, 2, minutes) ||
      at != text.size() || hours > 23 || minutes > 59) {
    return std::nullopt;
  }
  return TimeOfDay{hours * 60 + minutes};
}

std::string format_timestamp(Timestamp timestamp) {
  const std::int64_t local_ms = timestamp.unix_ms + std::int64_t{timestamp.utc_offset_seconds} * kMsPerSecond;
  const std::int64_t seconds = floor_div(local_ms, kMsPerSecond);
  const std::int64_t days = floor_div(seconds, kSecondsPerDay);
  const int in_day = static_cast<int>(seconds - days * kSecondsPerDay);
  const int ms = static_cast<int>(local_ms - seconds * kMsPerSecond);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d", in_day / 3600, in_day / 60 % 60, in_day % 60);
  std::string formatted = format_date(date_of_days(days)) + text.data();
  if (ms != 0) {
    std::snprintf(text.data(), text.size(), ".%03d", ms);
    formatted += text.data();
  }
  const int offset_minutes = timestamp.utc_offset_seconds / 60;
  const int magnitude = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  std::snprintf(text.data(), text.size(), "%c%02d:%02d", offset_minutes < 0 ? '-' : '+', magnitude / 60,
                magnitude % 60);
  return formatted + text.data();
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  std::size_t at = 0;
  Date date;
  int hours = 0, minutes = 0, seconds = 0;
  if (!read_date(text, at, date) || !read_char(text, at, "Tt") || !read_digits(text, at, 2, hours) ||
      !read_char(text, at, ":") || !read_digits(text, at, 2, minutes) || !read_char(text, at, ":") ||
      !read_digits(text, at, 2, seconds) || hours > 23 || minutes > 59 || seconds > 59) {
    return std::nullopt;
  }
  int ms = 0;
  if (read_char(text, at, ".")) {
    int scale = 100, digit = 0, digits = 0;
    for (; read_digits(text, at, 1, digit); ++digits, scale /= 10) ms += digit * scale;
    if (digits == 0) return std::nullopt;
  }
  std::int32_t offset = 0;
  if (!read_offset(text, at, offset) || at != text.size()) return std::nullopt;
  const std::int64_t local = days_of_date(date) * kSecondsPerDay + (hours * 60 + minutes) * 60 + seconds;
  return Timestamp{(local - offset) * kMsPerSecond + ms, offset};
}

}  // namespace kazasu
