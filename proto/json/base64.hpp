#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kazasu::proto {

/// RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Nothing if `text` is not that.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace kazasu::proto
