#include "kazasu/drivers/scan/eci.hpp"

#include <string>
#include <utility>

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kBytesMax = 8'192;
constexpr std::size_t kEciDigits = 6;

}  // namespace

Result<std::vector<EciSegment>> parse_eci(BytesView data) {
  if (data.size() > kBytesMax) return scan_error(ScanFault::too_long, std::to_string(data.size()) + " bytes");
  const std::string_view text = as_text(data);
  std::vector<EciSegment> segments;
  EciSegment current;
  const auto finish = [&] {
    if (!current.bytes.empty()) segments.push_back(std::move(current));
    current = {};
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      current.bytes.push_back(data[at++]);
    } else if (text.substr(at, 2) == "\\\\") {
      current.bytes.push_back('\\');
      at += 2;
    } else {
      const std::string_view digits = text.substr(at + 1, kEciDigits);
      if (digits.size() != kEciDigits || !all_digits(digits))
        return scan_error(ScanFault::bad_eci, "no six digits behind the backslash at offset " + std::to_string(at));
      finish();
      current.eci = static_cast<std::uint32_t>(number_of(digits));
      at += 1 + kEciDigits;
    }
  }
  finish();
  return segments;
}

}  // namespace kazasu::drivers
