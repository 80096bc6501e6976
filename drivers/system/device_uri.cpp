#include "kazasu/drivers/device_uri.hpp"

#include <algorithm>
#include <optional>

#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kUriBytesMax = 1024;

Error invalid(const std::string& what) {
  return {ErrorCode::configuration_invalid, "device URI: " + what};
}

bool is_word(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::all_of(text.begin(), text.end(), allowed);
}

/// Nothing if a `%` is not followed by two hexadecimal digits, or a control character comes out.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      Bytes byte;
      if (i + 2 >= text.size() || !from_hex(text.substr(i + 1, 2), byte)) return std::nullopt;
      c = static_cast<char>(byte.front());
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    decoded += c;
  }
  return decoded;
}

Result<void> add_parameter(DeviceUri& uri, std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  if (!is_word(name)) return invalid("a parameter's name is not a-z, 0-9 and _: \"" + std::string{name} + "\"");
  if (equals == std::string_view::npos) return invalid("parameter " + std::string{name} + " has no value");
  auto value = percent_decoded(parameter.substr(equals + 1));
  if (!value) return invalid("parameter " + std::string{name} + " has a wrong percent escape or a control character");
  if (!uri.parameters.emplace(name, std::move(*value)).second)
    return invalid("parameter " + std::string{name} + " comes twice");
  return {};
}

}  // namespace

Result<DeviceUri> parse_device_uri(std::string_view text) {
  if (text.size() > kUriBytesMax) return invalid("more than " + std::to_string(kUriBytesMax) + " bytes");
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return invalid("no scheme: write it as in \"serial:/dev/ttyACM0\" or \"pcsc:*\"");
  DeviceUri uri;
  uri.scheme = text.substr(0, colon);
  if (!is_word(uri.scheme)) return invalid("the scheme before the colon is not a-z, 0-9 and _");
  const std::string_view rest = text.substr(colon + 1);
  const std::size_t question = rest.find('?');
  auto path = percent_decoded(rest.substr(0, question));
  if (!path) return invalid("the path has a wrong percent escape or a control character");
  uri.path = std::move(*path);
  if (uri.path.empty()) return invalid("nothing follows \"" + uri.scheme + ":\"");
  if (question == std::string_view::npos) return uri;
  for (std::string_view query = rest.substr(question + 1);;) {
    const std::size_t end = query.find('&');
    if (auto added = add_parameter(uri, query.substr(0, end)); !added) return added.error();
    if (end == std::string_view::npos) return uri;
    query.remove_prefix(end + 1);
  }
}

Result<void> check_parameters(const DeviceUri& uri, std::span<const std::string_view> known) {
  for (const auto& [name, value] : uri.parameters) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string list;
    for (const std::string_view each : known) list += (list.empty() ? "" : ", ") + std::string{each};
    return invalid(uri.scheme + " has no parameter " + name +
                   (list.empty() ? "; it has none" : "; there are: " + list));
  }
  return {};
}

}  // namespace kazasu::drivers
