#pragma once

#include <cstddef>
#include <string_view>

#include "kazasu/values/bytes.hpp"

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

}  // namespace kazasu::drivers
