#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A Japanese book, from its two rows of bars.
struct BookJp {
  std::string isbn13;
  std::string isbn10;                     ///< "" for 979
  std::string c_code;                     ///< audience, form, subject: 4 digits
  std::optional<std::int32_t> price_yen;  ///< nothing: 100,000 yen or more, ask
  bool price_excludes_tax = true;         ///< false: an old row, 191
};

/// The rows come as two scans in either order: pair them by device and within a few seconds; a lone lower row waits and
/// is never sold. Fails: `scan_invalid` with non_digit, bad_length, bad_check_digit, not_a_book (the upper row is
/// none), not_a_book_price (the lower row is none).
Result<BookJp> parse_book_jp(std::string_view upper, std::string_view lower);

/// A Japanese magazine. Its code is reused over the years: code, issue and year together name it.
struct MagazineJp {
  std::string magazine_code;  ///< 5 digits
  std::string issue;          ///< 2 digits: a month, or a day or week
  char year_last_digit = '0';
  char reserve = '0';
  std::optional<std::int32_t> price_yen;  ///< before tax, from the add-on
  std::optional<char> add_on_reserve;
};

/// `add_on` is "" when none was read. Fails: `scan_invalid` with non_digit, bad_length, bad_check_digit,
/// not_a_magazine, bad_addon.
Result<MagazineJp> parse_magazine_jp(std::string_view main, std::string_view add_on);

}  // namespace kazasu::drivers
