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

/// `scan`, `hid` and `type`: the same, in the frames of three kinds of scanner.
Result<void> scan(std::string_view kind, std::string_view rest, SimulatedFrames& frames) {
  std::string_view symbology = take_word(rest);
  if (symbology.empty() || rest.empty())
    return invalid(std::string{kind} + " SYMBOLOGY DATA is wanted, with - for no symbology");
  if (symbology == "-") symbology = {};
  if (kind == "type") return frames.scan_by_keys(symbology, rest);
  if (kind == "hid") {
    frames.scan_by_reports(symbology, as_bytes(rest));
  } else {
    frames.scan_by_line(symbology, as_bytes(rest));
  }
  return {};
}

Result<void> raw(std::string_view kind, std::string_view rest, SimulatedFrames& frames) {
  if (kind == "keys") return frames.press_keys(rest);
  Bytes bytes;
  if (!from_hex(rest, bytes) || bytes.empty()) return invalid(std::string{kind} + " HEX is wanted");
  if (kind == "line") {
    frames.send_line(bytes);
  } else {
    frames.send_report(bytes);
  }
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

Result<void> obey(std::string_view line, SimulatedOutlet& outlet, SimulatedFrames& frames) {
  std::string_view rest = line;
  const std::string_view word = take_word(rest);
  if (word == "scan" || word == "hid" || word == "type") return scan(word, rest, frames);
  if (word == "line" || word == "report" || word == "keys") return raw(word, rest, frames);
  if (word == "felica") return felica(rest, outlet);
  if (word == "uid") return uid(rest, outlet);
  if (word == "fail") return fail(rest, outlet);
  if (line == "remove") {
    outlet.notify(DeviceNotice::Kind::card_removed);
  } else if (line == "silence") {
    frames.fall_silent();
  } else if (line == "lost") {
    outlet.unplug();
  } else if (line == "ready") {
    outlet.replug();
  } else {
    return invalid(
        "a line begins with scan, hid, type, line, report, keys, silence, felica, uid, remove, fail, lost or ready");
  }
  return {};
}

}  // namespace kazasu::drivers
