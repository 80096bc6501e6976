#include "codec/gs1_gtin.hpp"

#include <algorithm>

#include "kazasu/drivers/scan/retail.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kGtinDigits = 14;
constexpr char kGs = '\x1D';

bool starts_with_any_case(std::string_view text, std::string_view lower) {
  const auto same = [](char c, char wanted) { return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == wanted; };
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [&](char wanted, char c) { return same(c, wanted); });
}

}  // namespace

std::optional<std::string> gtin_of_elements(std::string_view elements) {
  if (!elements.empty() && elements.front() == kGs)
    elements.remove_prefix(1);  // decoders that print FNC1 in front as GS
  if (!elements.starts_with("01") || elements.size() < 2 + kGtinDigits) return std::nullopt;
  return gtin14_of(elements.substr(2, kGtinDigits));
}

std::optional<std::string> gtin_of_digital_link(std::string_view address) {
  if (!is_web_address(address)) return std::nullopt;
  const std::string_view path = address.substr(0, address.find_first_of("?#"));
  const std::size_t key = path.rfind("/01/");
  if (key == std::string_view::npos) return std::nullopt;
  const std::string_view value = path.substr(key + 4, path.find('/', key + 4) - (key + 4));
  return value.size() == kGtinDigits ? gtin14_of(value) : std::nullopt;
}

bool is_web_address(std::string_view text) {
  return starts_with_any_case(text, "http://") || starts_with_any_case(text, "https://");
}

}  // namespace kazasu::drivers
