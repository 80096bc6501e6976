#include "receipt/text_columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace kazasu::receipt {
namespace {

/// Columns left for text and amounts: behind them the mark of the reduced rate has its place.
constexpr std::size_t kTextColumns = kReceiptColumns - 2;

struct CharacterRange {
  std::uint32_t first, last;
};

// Unicode's East_Asian_Width W and F, in blocks; ambiguous characters count as narrow, as terminals show them.
constexpr std::array<CharacterRange, 18> kWide{{{0x1100, 0x115F},
                                                {0x231A, 0x231B},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0x33FF},
                                                {0x3400, 0x4DBF},
                                                {0x4E00, 0x9FFF},
                                                {0xA000, 0xA4CF},
                                                {0xA960, 0xA97F},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF01, 0xFF60},
                                                {0xFFE0, 0xFFE6},
                                                {0x1F300, 0x1F64F},
                                                {0x1F680, 0x1F6FF},
                                                {0x1F900, 0x1F9FF},
                                                {0x20000, 0x2FFFD},
                                                {0x30000, 0x3FFFD}}};
// Marks that sit on the character before them.
constexpr std::array<CharacterRange, 6> kZeroWidth{
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}}};
// Controls, and characters that turn the direction of writing.
constexpr std::array<CharacterRange, 7> kUnprintable{{{0x0000, 0x001F},
                                                      {0x007F, 0x009F},
                                                      {0x200E, 0x200F},
                                                      {0x2028, 0x202E},
                                                      {0x2060, 0x206F},
                                                      {0xFEFF, 0xFEFF},
                                                      {0xE0001, 0xE007F}}};

template <std::size_t size>
bool in(const std::array<CharacterRange, size>& ranges, std::uint32_t character) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const CharacterRange& range) { return range.first <= character && character <= range.last; });
}

struct Decoded {
  std::uint32_t character;
  std::size_t bytes;  ///< 0: not UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 && lead < 0xF5   ? 4U
                            : lead >= 0xE0 && lead < 0xF0 ? 3U
                            : lead >= 0xC2 && lead < 0xE0 ? 2U
                                                          : 0U;
  if (bytes == 0 || bytes > text.size()) return {0, 0};
  std::uint32_t character = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {0, 0};
    character = character << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};  // shorter forms are not UTF-8
  if (character < kLeast.at(bytes) || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
    return {0, 0};
  return {character, bytes};
}

std::size_t width_of(std::uint32_t character) {
  if (in(kZeroWidth, character)) return 0;
  return in(kWide, character) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const bool shown = next.bytes > 0 && !in(kUnprintable, next.character);
    clean += shown ? text.substr(0, next.bytes) : "?";
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return clean;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded next = decode(text);
    width += next.bytes > 0 ? width_of(next.character) : 1;
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return width;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2);
  std::vector<std::string> rows;
  std::size_t begin = 0, at = 0, width = 0;
  std::size_t space = std::string_view::npos;
  while (at < text.size()) {
    const Decoded next = decode(text.substr(at));
    const std::size_t more = next.bytes > 0 ? width_of(next.character) : 1;
    if (width + more > columns) {
      // Wide characters are of scripts without spaces: a row may end before any of them.
      const bool at_space = more < 2 && space != std::string_view::npos && space > begin;
      const std::size_t end = at_space ? space : at;
      rows.emplace_back(text.substr(begin, end - begin));
      begin = at_space ? space + 1 : at;
      width = display_width(text.substr(begin, at - begin));
      space = std::string_view::npos;
      continue;
    }
    if (text[at] == ' ') space = at;
    width += more;
    at += std::max<std::size_t>(next.bytes, 1);
  }
  rows.emplace_back(text.substr(begin));
  return rows;
}

void TextColumns::line(std::string_view text, std::size_t indent) {
  for (const std::string& row : wrapped(printable(text), kTextColumns - indent)) {
    text_ += std::string(indent, ' ') + row + '\n';
  }
}

void TextColumns::centered(std::string_view text) {
  for (const std::string& row : wrapped(printable(text), kTextColumns)) {
    text_ += std::string((kTextColumns - display_width(row)) / 2, ' ') + row + '\n';
  }
}

void TextColumns::pair(std::string_view left, std::string_view right, std::size_t indent, std::string_view mark) {
  const std::string amount = printable(right);
  const std::size_t amount_width = display_width(amount);
  std::vector<std::string> rows = wrapped(printable(left), kTextColumns - indent);
  if (indent + display_width(rows.back()) + 1 + amount_width > kTextColumns) rows.emplace_back();
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) text_ += std::string(indent, ' ') + rows[i] + '\n';
  const std::size_t used = indent + display_width(rows.back()) + amount_width;
  const std::size_t gap = used < kTextColumns ? kTextColumns - used : 1;
  text_ += std::string(indent, ' ') + rows.back() + std::string(gap, ' ') + amount + std::string{mark} + '\n';
}

std::string TextColumns::take() {
  return std::exchange(text_, {});
}

void TextColumns::rule(char dash) {
  text_ += std::string(kTextColumns, dash) + '\n';
}

}  // namespace kazasu::receipt
