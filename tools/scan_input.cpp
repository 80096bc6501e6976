#include <optional>
#include <string>

#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "scan_report.hpp"

namespace kazasu::tools {
namespace {

constexpr std::size_t kScanBytesMax = 8'192;

Error invalid(std::string what) {
  return {ErrorCode::invalid_argument, std::move(what)};
}

Result<ScanSighting> scan_of_bytes(BytesView bytes, std::string_view symbology) {
  if (bytes.empty() || bytes.size() > kScanBytesMax)
    return invalid("a scan has 1 to 8192 bytes; this one has " + std::to_string(bytes.size()));
  if (symbology.starts_with(']')) symbology.remove_prefix(1);
  if (!symbology.empty()) {
    if (auto parsed = drivers::parse_aim_identifier(symbology); !parsed)
      return invalid("symbology: " + parsed.error().detail + ", as in E0 or ]C1");
    return ScanSighting{std::string{symbology}, {bytes.begin(), bytes.end()}};
  }
  const auto split = drivers::split_aim_identifier(bytes);
  if (!split) return ScanSighting{"", {bytes.begin(), bytes.end()}};
  return ScanSighting{std::string{split->identifier}, {split->data.begin(), split->data.end()}};
}

}  // namespace

Result<ScanSighting> scan_of_text(std::string_view text, std::string_view symbology) {
  return scan_of_bytes(as_bytes(text), symbology);
}

Result<ScanSighting> scan_of_hex(std::string_view hex, std::string_view symbology) {
  Bytes bytes;
  std::string digits{hex};
  std::erase(digits, ' ');
  if (!from_hex(digits, bytes)) return invalid("an even number of hexadecimal digits is wanted");
  return scan_of_bytes(bytes, symbology);
}

Result<ScanSighting> scan_of_json(std::string_view text, DecodeOptions& options) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return invalid("a line that begins with { is a JSON object");
  const auto string_of = [](const nlohmann::json& object, const char* name) -> std::string {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  if (const auto config = json.find("config"); config != json.end() && config->is_object()) {
    if (const std::string format = string_of(*config, "format"); !format.empty()) options.label_format = format;
    if (const std::string check = string_of(*config, "check"); !check.empty()) {
      const auto scheme = check_scheme_of(check);
      if (!scheme) return invalid("config.check: there is no check scheme of this name");
      options.codabar_check = *scheme;
    }
    const auto suppressed = config->find("zero_suppressed_gtin");
    if (suppressed != config->end() && suppressed->is_boolean()) options.zero_suppressed_gtin = suppressed->get<bool>();
  }
  const std::string aim = string_of(json, "aim");
  if (json.contains("data_hex")) return scan_of_hex(string_of(json, "data_hex"), aim);
  if (json.contains("data")) return scan_of_text(string_of(json, "data"), aim);
  return invalid("a JSON scan has data or data_hex, and may have aim");
}

}  // namespace kazasu::tools
