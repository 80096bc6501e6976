#include "simulated/simulated_command.hpp"

#include <array>
#include <optional>
#include <string>

#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kIdmBytes = 8;
constexpr std::size_t kSystemCodeBytes = 2;

Error invalid(std::string_view what) {
  return {ErrorCode::invalid_argument, "simulated: " + std::string{what}};
}

/// Cuts the first word off.
std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

std::optional<Bytes> take_hex(std::string_view& rest, std::size_t size) {
  Bytes bytes;
  if (!from_hex(take_word(rest), bytes) || bytes.size() != size) return std::nullopt;
  return bytes;
}

Result<void> scan(std::string_view rest, SimulatedOutlet& outlet) {
  const std::string_view symbology = take_word(rest);
  if (symbology.empty() || rest.empty()) return invalid("scan SYMBOLOGY DATA is wanted, with - for no symbology");
  const BytesView data = as_bytes(rest);
  outlet.see(ScanSighting{symbology == "-" ? "" : std::string{symbology}, {data.begin(), data.end()}});
  return {};
}

Result<void> felica(std::string_view rest, SimulatedOutlet& outlet) {
  auto idm = take_hex(rest, kIdmBytes);
  auto pmm = take_hex(rest, kIdmBytes);
  const auto system_code = take_hex(rest, kSystemCodeBytes);
  if (!idm || !pmm || !system_code || !rest.empty())
    return invalid("felica IDM PMM SYSTEM_CODE is wanted: 16, 16 and 4 hex digits");
  const auto code = static_cast<std::uint16_t>((*system_code)[0] << 8 | (*system_code)[1]);
  outlet.see(
      FelicaSighting{.idm = std::move(*idm), .pmm = std::move(*pmm), .system_code = code, .lite_s = std::nullopt});
  return {};
}

Result<void> uid(std::string_view rest, SimulatedOutlet& outlet) {
  for (const std::size_t size : {4u, 7u, 10u}) {
    std::string_view copy = rest;
    if (auto bytes = take_hex(copy, size); bytes && copy.empty()) {
      outlet.see(UidSighting{std::move(*bytes)});
      return {};
    }
  }
  return invalid("uid UID is wanted: 8, 14 or 20 hex digits");
}

Result<void> fail(std::string_view name, SimulatedOutlet& outlet) {
  constexpr std::array codes{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) ErrorCode::name,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  };
  for (const ErrorCode code : codes) {
    if (name_of(code) != name) continue;
    outlet.notify(DeviceNotice::Kind::failed, {code, "as the simulated device was told"});
    return {};
  }
  return invalid("fail ERROR_CODE is wanted, as in fail scan_broken");
}

}  // namespace

Result<void> obey(std::string_view line, SimulatedOutlet& outlet) {
  std::string_view rest = line;
  const std::string_view word = take_word(rest);
  if (word == "scan") return scan(rest, outlet);
  if (word == "felica") return felica(rest, outlet);
  if (word == "uid") return uid(rest, outlet);
  if (word == "fail") return fail(rest, outlet);
  if (line == "remove") {
    outlet.notify(DeviceNotice::Kind::card_removed);
  } else if (line == "lost") {
    outlet.unplug();
  } else if (line == "ready") {
    outlet.replug();
  } else {
    return invalid("a line begins with scan, felica, uid, remove, fail, lost or ready");
  }
  return {};
}

}  // namespace kazasu::drivers
