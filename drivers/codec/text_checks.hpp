#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace kazasu::drivers {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
/// Also of nothing.
inline bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}
/// The number that at most 18 digits are.
inline std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

/// Whether six digits YYMMDD are a day of 2000 to 2099. With `day_00`, a day of 00 stands for the end of the month.
inline bool is_date_yymmdd(std::string_view digits, bool day_00) {
  const auto two = [&](std::size_t at) { return static_cast<unsigned>(number_of(digits.substr(at, 2))); };
  const unsigned day = day_00 && two(4) == 0 ? 1 : two(4);
  return std::chrono::year_month_day{std::chrono::year{2000 + static_cast<int>(two(0))}, std::chrono::month{two(2)},
                                     std::chrono::day{day}}
      .ok();
}

}  // namespace kazasu::drivers
