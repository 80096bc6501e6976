#include "terminal_text.hpp"

namespace kazasu::tools {

using Json = nlohmann::ordered_json;

std::string terminal_text(const Json& value) {
  if (!value.is_string()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::string quoted = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    const auto byte = static_cast<unsigned char>(quoted[i]);
    const bool c1 = byte == 0xC2 && static_cast<unsigned char>(quoted[i + 1]) < 0xA0;  // U+0080 to U+009F
    if (c1 || byte == 0x7F) {
      text += "?";
      i += c1 ? 1 : 0;
    } else {
      text += quoted[i];
    }
  }
  return text;
}

}  // namespace kazasu::tools
