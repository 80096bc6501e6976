#include "text_columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kazasu {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

/// Bytes that are not UTF-8 count as one column each.
CodePoint next_code_point(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || text.size() < length) return {lead, 1};
  std::uint32_t value = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3F);
  return {value, length};
}

/// East Asian Width W and F (Unicode TR 11), in the blocks that occur on receipts, and the ambiguous ※, which printers
/// set wide.
bool is_wide(std::uint32_t c) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 8> kRanges{{{0x1100, 0x115F},
                                                                            {0x203B, 0x203B},
                                                                            {0x2E80, 0x303E},
                                                                            {0x3041, 0xA4CF},
                                                                            {0xAC00, 0xD7A3},
                                                                            {0xF900, 0xFAFF},
                                                                            {0xFE30, 0xFE6F},
                                                                            {0xFF00, 0xFF60}}};
  const bool in_range = std::any_of(kRanges.begin(), kRanges.end(),
                                    [c](const auto& range) { return range.first <= c && c <= range.second; });
  return in_range || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    columns += is_wide(c.value) ? 2 : 1;
    text.remove_prefix(c.bytes);
  }
  return columns;
}

std::string_view fit(std::string_view text, std::size_t columns) {
  std::size_t taken = 0, at = 0;
  while (at < text.size()) {
    const CodePoint c = next_code_point(text.substr(at));
    taken += is_wide(c.value) ? 2 : 1;
    if (taken > columns) break;
    at += c.bytes;
  }
  return text.substr(0, at);
}

void TextColumns::centered(std::string_view text) {
  const std::string_view fitted = fit(text, width_);
  text_ += std::string((width_ - columns_of(fitted)) / 2, ' ') + std::string{fitted} + '\n';
}

void TextColumns::line(std::string_view left, std::string_view right) {
  const std::size_t right_columns = columns_of(right);
  const std::size_t room = width_ > right_columns + 1 ? width_ - right_columns - 1 : 0;
  const std::string_view fitted = right.empty() ? fit(left, width_) : fit(left, room);
  text_ += fitted;
  if (!right.empty())
    text_ += std::string(width_ - std::min(width_, columns_of(fitted) + right_columns), ' ') + std::string{right};
  text_ += '\n';
}

void TextColumns::rule(char c) {
  text_ += std::string(width_, c) + '\n';
}

}  // namespace kazasu
