#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kazasu {

/// Columns that UTF-8 text takes on a receipt printer: East Asian wide characters take two.
std::size_t columns_of(std::string_view text);
/// The longest beginning of the text that fits into `columns`; never cuts a character.
std::string_view fit(std::string_view text, std::size_t columns);

/// Lines of a receipt of a fixed width.
class TextColumns {
 public:
  explicit TextColumns(std::size_t width) : width_(width) {}

  void centered(std::string_view text);
  /// `left` cut where `right` needs the room.
  void line(std::string_view left, std::string_view right = {});
  void rule(char c = '-');
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::size_t width_;
  std::string text_;
};

}  // namespace kazasu
