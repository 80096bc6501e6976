#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::proto {

/// `message_invalid` at a field: path, what was found, what is wanted.
inline Error field_error(std::string_view path, std::string_view found, std::string_view wanted) {
  constexpr std::size_t kShown = 64;
  return {ErrorCode::message_invalid,
          std::string{path} + ": \"" + std::string{found.substr(0, kShown)} + "\" is not " + std::string{wanted}};
}

/// Puts the path of the message around an error's own path.
inline Error within(std::string_view path, const Error& error) {
  return {error.code, std::string{path} + "." + error.detail};
}

/// `lines[2]`
inline std::string indexed(std::string_view list, int index) {
  return std::string{list} + "[" + std::to_string(index) + "]";
}

inline Result<Date> date_field(std::string_view path, const std::string& text) {
  if (const auto date = parse_date(text)) return *date;
  return field_error(path, text, "a date YYYY-MM-DD");
}

/// "" is no date.
inline Result<std::optional<Date>> optional_date_field(std::string_view path, const std::string& text) {
  if (text.empty()) return std::optional<Date>{};
  auto date = date_field(path, text);
  if (!date) return date.error();
  return std::optional{*date};
}

inline Result<TimeOfDay> time_of_day_field(std::string_view path, const std::string& text) {
  if (const auto time = parse_time_of_day(text)) return *time;
  return field_error(path, text, "a time of day HH:MM");
}

/// An enumeration's number from a newer schema is refused rather than read as something else.
template <class To, class From>
Result<To> enum_field(std::string_view path, From value, From last) {
  if (static_cast<int>(value) < 0 || value > last) {
    return Error{ErrorCode::message_invalid,
                 std::string{path} + ": the value " + std::to_string(static_cast<int>(value)) + " is not known here"};
  }
  return static_cast<To>(static_cast<int>(value));
}

}  // namespace kazasu::proto
