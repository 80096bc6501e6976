#include "scanner/serial_settings.hpp"

#include <charconv>
#include <optional>

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kBaudMin = 300, kBaudMax = 4'000'000;
constexpr std::int64_t kIdleMsMin = 10, kIdleMsMax = 10'000;

Error invalid(const std::string& name, const std::string& value, std::string_view wanted) {
  return {ErrorCode::configuration_invalid, "serial: " + name + "=" + value + ": " + std::string{wanted}};
}

std::optional<std::int64_t> number(const std::string& text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
  return value;
}

Result<void> set(SerialSettings& settings, const std::string& name, const std::string& value) {
  if (name == "baud") {
    const auto baud = number(value, kBaudMin, kBaudMax);
    if (!baud) return invalid(name, value, "a speed from 300 to 4000000 is wanted");
    settings.baud = static_cast<unsigned>(*baud);
  } else if (name == "parity") {
    if (value != "none" && value != "odd" && value != "even") return invalid(name, value, "one of none, odd, even is wanted");
    settings.parity = value == "none" ? Parity::none : value == "odd" ? Parity::odd : Parity::even;
  } else if (name == "aim") {
    if (value != "true" && value != "false") return invalid(name, value, "true or false is wanted");
    settings.framing.aim_identifiers = value == "true";
  } else if (name == "prefix") {
    settings.framing.prefix = value;
  } else if (name == "idle_ms") {
    const auto idle = number(value, kIdleMsMin, kIdleMsMax);
    if (!idle) return invalid(name, value, "milliseconds from 10 to 10000 are wanted");
    settings.framing.idle_ms = *idle;
  } else if (name == "repeat_ms") {
    const auto repeat = number(value, 0, kIdleMsMax);
    if (!repeat) return invalid(name, value, "milliseconds from 0 to 10000 are wanted");
    settings.framing.repeat_ms = *repeat;
  } else {
    return invalid(name, value, "there is no such parameter; there are: baud, parity, aim, prefix, idle_ms, repeat_ms");
  }
  return {};
}

}  // namespace

Result<SerialSettings> serial_settings(const DeviceUri& uri) {
  SerialSettings settings;
  settings.path = uri.path;
  for (const auto& [name, value] : uri.parameters) {
    if (auto done = set(settings, name, value); !done) return done.error();
  }
  return settings;
}

}  // namespace kazasu::drivers
