#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// Where a data object lies in an EMV consumer-presented QR payload. Values stay where they are: they are card data.
struct EmvObject {
  std::uint16_t tag = 0;
  std::size_t depth = 0;   ///< 0 outermost
  std::size_t bytes = 0;   ///< of the value
  bool sensitive = false;  ///< track, card number, name, issuer data, cryptogram, last digits

  friend bool operator==(const EmvObject&, const EmvObject&) = default;
};

/// Whether `text` begins as an EMV consumer-presented payload does: "CPV01" in base64.
bool begins_as_emv_cpm(std::string_view text);

/// Checks that `text` is a payload (base64 of BER-TLV, at most 684 characters) and lists its objects in order.
/// Fails: `scan_invalid` with not_cpm, bad_base64, tlv_bad_length, tlv_truncated, unsupported_version,
/// no_application_template; `scan_too_long`.
Result<std::vector<EmvObject>> outline_emv_cpm(std::string_view text);

}  // namespace kazasu::drivers
