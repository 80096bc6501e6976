#include "codec/scan_content.hpp"

#include <algorithm>
#include <string>

#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "kazasu/drivers/scan/charset.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

/// The control characters that codes use: EOT, TAB, LF, CR, FS, GS, RS, US (ISO/IEC 15434, GS1).
bool is_noise(std::uint8_t byte) {
  constexpr std::string_view separators{"\x04\x09\x0A\x0D\x1C\x1D\x1E\x1F"};
  const bool control = byte < 0x20 || byte == 0x7F;
  return control && separators.find(static_cast<char>(byte)) == std::string_view::npos;
}

Result<void> check_text(BytesView data) {
  const std::string size = std::to_string(data.size()) + " bytes";
  if (const auto noise = std::find_if(data.begin(), data.end(), is_noise); noise != data.end()) {
    return scan_error(ScanFault::bad_character, size + " with a control character at offset " +
                                                    std::to_string(noise - data.begin()) +
                                                    "; check speed and parity, or set payload=binary");
  }
  if (detect_charset(data) == Charset::binary) {
    return scan_error(ScanFault::bad_character,
                      size + " that are no text; check speed and parity, or set payload=binary");
  }
  return {};
}

}  // namespace

Result<ScanSighting> read_scan(BytesView frame, AimMode aim, PayloadMode payload) {
  ScanSighting scan;
  BytesView data = frame;
  if (aim != AimMode::none) {
    if (auto split = split_aim_identifier(frame)) {
      scan.symbology = split->identifier;
      data = split->data;
    } else if (aim == AimMode::required) {
      return split.error();
    }
  }
  if (data.empty()) return scan_error(ScanFault::empty, "nothing follows the AIM identifier");
  if (payload == PayloadMode::text) {
    if (auto checked = check_text(data); !checked) return checked.error();
  }
  scan.data.assign(data.begin(), data.end());
  return scan;
}

}  // namespace kazasu::drivers
