#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// How the bytes of a scan without ECI read as text.
enum class Charset { ascii, utf8, shift_jis, binary };

/// `shift_jis`
std::string_view name_of(Charset charset);

/// The first that fits: ASCII, UTF-8 (no overlong forms, no surrogates), Shift_JIS (no 80, A0, FD–FF), else binary.
/// Japanese label printers and QR's kanji mode write Shift_JIS with nothing to say so.
Charset detect_charset(BytesView bytes);

/// Control characters: 00–1F and 7F.
std::size_t count_controls(BytesView bytes);

/// The bytes of a scan as text, for people: never put it on a terminal, a log or a page without escaping it.
struct ScanText {
  Charset charset = Charset::ascii;
  std::string utf8;  ///< "" if binary
  std::size_t controls = 0;
};

/// Shift_JIS is read as Windows does (code page 932); what it has no character for is binary. Fails: `scan_invalid`
/// with empty; `scan_too_long` beyond `max_bytes`.
Result<ScanText> read_text(BytesView bytes, std::size_t max_bytes = 8'192);

}  // namespace kazasu::drivers
