#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Plain text in columns, as on a receipt printer: East Asian wide characters take two.
namespace kazasu::receipt {

inline constexpr std::size_t kReceiptColumns = 42;

/// UTF-8 without control characters, escape sequences or changes of writing direction: text from outside cannot steer
/// the terminal. Such characters and bytes that are no UTF-8 become `?`.
std::string printable(std::string_view text);

/// Columns that printable text takes.
std::size_t display_width(std::string_view text);

/// Text cut into pieces of at most `columns` (at least 2), at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// Collects the rows of one receipt.
class TextColumns {
 public:
  void line(std::string_view text, std::size_t indent = 0);
  void centered(std::string_view text);
  /// `left …… right`; a left side that is too long takes rows of its own. `mark` stands behind the columns.
  void pair(std::string_view left, std::string_view right, std::size_t indent = 0, std::string_view mark = {});
  void rule(char dash = '-');
  /// All rows so far; leaves none.
  std::string take();

 private:
  std::string text_;
};

}  // namespace kazasu::receipt
