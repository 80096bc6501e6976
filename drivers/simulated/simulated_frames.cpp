#include "simulated/simulated_frames.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "codec/wedge_layout.hpp"

namespace kazasu::drivers {
namespace {

// The report that many scanners send (Honeywell's, among others): id, count, identifier, 56 bytes, two of the maker's,
// a flag for more to come.
constexpr HidPosLayout kReport{.id = 2, .size = 64, .count = 1, .aim = 2, .data = 5, .data_len = 56, .cont = 63};
constexpr std::uint16_t kShiftKey = 42, kControlKey = 29, kEnterKey = 28, kLastKey = 127;

/// The key of a character in the US layout, and whether with Shift.
std::optional<std::pair<std::uint16_t, bool>> key_of(char character) {
  for (std::uint16_t code = 1; code <= kLastKey; ++code) {
    for (const bool shift : {false, true}) {
      if (character_of(code, shift, false, KeyboardLayout::us) == character) return std::pair{code, shift};
    }
  }
  return std::nullopt;
}

}  // namespace

SimulatedFrames::SimulatedFrames(SimulatedOutlet& outlet, Clock& clock)
    : sink_(outlet),
      scans_(outlet.uri(), clock, sink_, std::chrono::milliseconds{0}),
      line_(std::make_unique<ScanFramer>(ScanFraming{}), {}, false),
      reports_(kReport, {}),
      keys_({}, {}) {}

void SimulatedFrames::scan_by_line(std::string_view symbology, BytesView data) {
  Bytes frame;
  if (!symbology.empty()) {
    const std::string identifier = "]" + std::string{symbology};
    frame.assign(identifier.begin(), identifier.end());
  }
  frame.insert(frame.end(), data.begin(), data.end());
  frame.push_back('\r');
  send_line(frame);
}

void SimulatedFrames::scan_by_reports(std::string_view symbology, BytesView data) {
  do {
    Bytes report(kReport.size, 0);
    const BytesView piece = data.first(std::min(data.size(), kReport.data_len));
    data = data.subspan(piece.size());
    report[0] = kReport.id;
    report[*kReport.count] = static_cast<std::uint8_t>(piece.size());
    const std::string identifier = symbology.empty() ? std::string{} : "]" + std::string{symbology};
    std::copy_n(identifier.begin(), std::min<std::size_t>(identifier.size(), 3), report.begin() + *kReport.aim);
    std::copy(piece.begin(), piece.end(), report.begin() + kReport.data);
    report[*kReport.cont] = data.empty() ? 0 : 1;
    send_report(report);
  } while (!data.empty());
}

Result<void> SimulatedFrames::scan_by_keys(std::string_view symbology, std::string_view data) {
  const std::string text = (symbology.empty() ? "" : "]" + std::string{symbology}) + std::string{data};
  const auto is_control = [](char c) { return c > 0 && c < 0x20; };
  for (const char character : text) {
    if (!is_control(character) && !key_of(character))
      return Error{ErrorCode::invalid_argument, "a character that the US keyboard has no key for"};
  }
  for (const char character : text) {
    const bool control = is_control(character);
    const auto key = key_of(control ? static_cast<char>(character + '@') : character);
    const auto [code, shift] = key.value_or(std::pair{kEnterKey, false});
    if (control) press(EV_KEY, kControlKey, 1);
    if (shift) press(EV_KEY, kShiftKey, 1);
    press(EV_KEY, code, 1);
    press(EV_KEY, code, 0);
    if (shift) press(EV_KEY, kShiftKey, 0);
    if (control) press(EV_KEY, kControlKey, 0);
  }
  press(EV_KEY, kEnterKey, 1);
  press(EV_KEY, kEnterKey, 0);
  return {};
}

void SimulatedFrames::send_line(BytesView bytes) {
  line_.feed(bytes, scans_.now_ns(), scans_);
}

void SimulatedFrames::send_report(BytesView report) {
  reports_.feed(report, scans_.now_ns(), scans_);
}

Result<void> SimulatedFrames::press_keys(std::string_view keys) {
  const Error invalid{ErrorCode::invalid_argument,
                      "keys are codes 1 to 767 with + - or ~, or DROP, with a space between"};
  while (!keys.empty()) {
    const std::size_t end = std::min(keys.find(' '), keys.size());
    const std::string_view key = keys.substr(0, end);
    keys.remove_prefix(std::min(end + 1, keys.size()));
    if (key.empty()) continue;
    if (key == "DROP") {
      press(EV_SYN, SYN_DROPPED, 0);
      press(EV_SYN, SYN_REPORT, 0);
      continue;
    }
    const std::size_t motion = std::string_view{"-+~"}.find(key.back());
    std::uint16_t code = 0;
    const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size() - 1, code);
    if (motion == std::string_view::npos || error != std::errc{} || stop != key.data() + key.size() - 1 || code == 0 ||
        code > KEY_MAX)
      return invalid;
    press(EV_KEY, code, static_cast<int>(motion));
  }
  return {};
}

void SimulatedFrames::fall_silent() {
  for (ScanPipeline* pipeline : std::initializer_list<ScanPipeline*>{&line_, &reports_, &keys_}) {
    if (const auto deadline = pipeline->deadline_ns()) pipeline->pass_time(*deadline, scans_);
  }
}

void SimulatedFrames::press(std::uint16_t type, std::uint16_t code, int value) {
  input_event event{};
  event.type = type;
  event.code = code;
  event.value = value;
  keys_.feed({reinterpret_cast<const std::uint8_t*>(&event), sizeof event}, scans_.now_ns(), scans_);
}

void SimulatedFrames::Sink::on_sighting(Sighting sighting) {
  outlet_.see(std::move(sighting.seen));
}

void SimulatedFrames::Sink::on_notice(DeviceNotice notice) {
  outlet_.notify(notice.kind, std::move(notice.error));
}

}  // namespace kazasu::drivers
