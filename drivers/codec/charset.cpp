#include "kazasu/drivers/scan/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <optional>

#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

bool within(std::uint8_t byte, int low, int high) {
  return byte >= low && byte <= high;
}

/// Bytes of the UTF-8 character that `bytes` begins with; 0 if none does (RFC 3629, table of well-formed sequences).
std::size_t utf8_character(BytesView bytes) {
  const std::uint8_t lead = bytes[0];
  if (lead < 0x80) return 1;
  const std::size_t size = within(lead, 0xC2, 0xDF)   ? 2
                           : within(lead, 0xE0, 0xEF) ? 3
                           : within(lead, 0xF0, 0xF4) ? 4
                                                      : 0;
  if (size == 0 || bytes.size() < size) return 0;
  const int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!within(bytes[1], low, high)) return 0;
  const BytesView rest = bytes.subspan(2, size - 2);
  return std::all_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return within(byte, 0x80, 0xBF); }) ? size : 0;
}

/// Likewise for Shift_JIS (JIS X 0208 appendix 1, with the vendor rows up to FC).
std::size_t shift_jis_character(BytesView bytes) {
  const std::uint8_t lead = bytes[0];
  if (lead < 0x80 || within(lead, 0xA1, 0xDF)) return 1;
  if (!within(lead, 0x81, 0x9F) && !within(lead, 0xE0, 0xFC)) return 0;
  if (bytes.size() < 2) return 0;
  return within(bytes[1], 0x40, 0x7E) || within(bytes[1], 0x80, 0xFC) ? 2 : 0;
}

template <class CharacterSize>
bool all_characters(BytesView bytes, CharacterSize size_of) {
  while (!bytes.empty()) {
    const std::size_t size = size_of(bytes);
    if (size == 0) return false;
    bytes = bytes.subspan(size);
  }
  return true;
}

/// Nothing if a pair of bytes has no character.
std::optional<std::string> utf8_of_shift_jis(BytesView bytes) {
  const iconv_t converter = iconv_open("UTF-8", "CP932");
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string utf8(bytes.size() * 3, '\0');  // no character of Shift_JIS is longer in UTF-8
  Bytes input{bytes.begin(), bytes.end()};
  char* from = reinterpret_cast<char*>(input.data());
  char* to = utf8.data();
  std::size_t from_left = input.size(), to_left = utf8.size();
  const bool converted = iconv(converter, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  if (!converted || from_left != 0) return std::nullopt;
  utf8.resize(utf8.size() - to_left);
  return utf8;
}

}  // namespace

std::string_view name_of(Charset charset) {
  switch (charset) {
    case Charset::ascii: return "ascii";
    case Charset::utf8: return "utf8";
    case Charset::shift_jis: return "shift_jis";
    case Charset::binary: return "binary";
  }
  return "";
}

Charset detect_charset(BytesView bytes) {
  if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte < 0x80; })) return Charset::ascii;
  if (all_characters(bytes, utf8_character)) return Charset::utf8;
  if (all_characters(bytes, shift_jis_character)) return Charset::shift_jis;
  return Charset::binary;
}

std::size_t count_controls(BytesView bytes) {
  return static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte < 0x20 || byte == 0x7F; }));
}

Result<ScanText> read_text(BytesView bytes, std::size_t max_bytes) {
  if (bytes.empty()) return scan_error(ScanFault::empty, "there are no bytes");
  if (bytes.size() > max_bytes) {
    return scan_error(ScanFault::too_long,
                      std::to_string(bytes.size()) + " bytes; at most " + std::to_string(max_bytes) + " are read");
  }
  ScanText text{detect_charset(bytes), {}, count_controls(bytes)};
  if (text.charset == Charset::shift_jis) {
    auto utf8 = utf8_of_shift_jis(bytes);
    if (!utf8) text.charset = Charset::binary;
    text.utf8 = std::move(utf8).value_or("");
  } else if (text.charset != Charset::binary) {
    text.utf8 = as_text(bytes);
  }
  return text;
}

}  // namespace kazasu::drivers
