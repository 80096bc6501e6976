#include <algorithm>
#include <string>

#include "codec/gs1/ai.hpp"
#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr char kGs = '\x1D';
constexpr std::size_t kBytesMax = 8'192;
constexpr std::size_t kElementsMax = 32;

}  // namespace

Result<std::vector<Gs1Element>> parse_gs1_elements(std::string_view data) {
  if (data.size() > kBytesMax) return scan_error(ScanFault::too_long, std::to_string(data.size()) + " bytes");
  std::string_view rest = data;
  if (!rest.empty() && rest.front() == kGs) rest.remove_prefix(1);  // FNC1 in front, as some decoders print it
  if (rest.empty()) return scan_error(ScanFault::empty, "there are no elements");
  std::vector<Gs1Element> elements;
  elements.reserve(8);
  while (!rest.empty()) {
    const gs1::Ai* ai = gs1::find_ai(rest);
    if (ai == nullptr)
      return scan_error(ScanFault::unknown_ai, "at offset " + std::to_string(data.size() - rest.size()));
    if (elements.size() == kElementsMax) return scan_error(ScanFault::too_long, "more than 32 elements");
    const std::string_view digits = rest.substr(0, ai->digits);
    rest.remove_prefix(ai->digits);
    std::size_t size = std::min(rest.find(kGs), rest.size());
    if (ai->predefined) size = std::min(size, gs1::value_max(*ai));
    const std::string_view value = rest.substr(0, size);
    if (auto checked = gs1::check_value(digits, *ai, value); !checked) return checked.error();
    elements.push_back({std::string{digits}, std::string{value}});
    rest.remove_prefix(size);
    if (!rest.empty() && rest.front() == kGs) rest.remove_prefix(1);
  }
  return elements;
}

}  // namespace kazasu::drivers
