#include "kazasu/drivers/device_uri.hpp"

#include <algorithm>

namespace kazasu::drivers {
namespace {

Error invalid(std::string_view uri, std::string_view what) {
  return {ErrorCode::configuration_invalid, "\"" + std::string{uri} + "\": " + std::string{what}};
}

}  // namespace

Result<DeviceUri> parse_device_uri(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  const std::string_view scheme = uri.substr(0, colon);
  const bool plain = std::all_of(scheme.begin(), scheme.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (colon == std::string_view::npos || scheme.empty() || !plain) return invalid(uri, "a device is SCHEME:PATH, as in pcsc:* or serial:/dev/ttyACM0");
  DeviceUri parsed{.scheme = std::string{scheme}, .path = {}, .parameters = {}};
  std::string_view rest = uri.substr(colon + 1);
  const std::size_t question = rest.find('?');
  parsed.path = std::string{rest.substr(0, question)};
  if (parsed.path.empty()) return invalid(uri, "there is no path after the scheme");
  if (question == std::string_view::npos) return parsed;
  rest = rest.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view parameter = rest.substr(0, end);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || equals == 0) return invalid(uri, "a parameter is name=value");
    const auto [added, is_new] = parsed.parameters.emplace(parameter.substr(0, equals), parameter.substr(equals + 1));
    if (!is_new) return invalid(uri, "the parameter " + added->first + " is given twice");
    rest = end < rest.size() ? rest.substr(end + 1) : std::string_view{};
  }
  return parsed;
}

}  // namespace kazasu::drivers
