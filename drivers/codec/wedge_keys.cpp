#include "kazasu/drivers/scan/wedge_keys.hpp"

#include <algorithm>
#include <utility>

#include "codec/text_checks.hpp"
#include "codec/wedge_layout.hpp"

namespace kazasu::drivers {
namespace {

// linux/input-event-codes.h
constexpr std::uint16_t kTab = 15, kEnter = 28, kKeypadEnter = 96, kCapsLock = 58, kNumLock = 69;
constexpr std::uint16_t kLeftShift = 42, kRightShift = 54, kLeftControl = 29, kRightControl = 97, kLeftAlt = 56,
                        kRightAlt = 100;
constexpr unsigned kAltCodeMax = 255;

bool is_terminator(std::uint16_t code) {
  return code == kTab || code == kEnter || code == kKeypadEnter;
}

/// Sets or clears the bit of `code` in the state of the modifier that it is one of.
bool is_modifier(std::uint16_t code, bool down, std::uint16_t left, std::uint16_t right, unsigned& state) {
  if (code != left && code != right) return false;
  const unsigned bit = code == left ? 1 : 2;
  state = down ? state | bit : state & ~bit;
  return true;
}

/// `X` and a digit, as AIM identifiers are behind their `]`.
bool begins_as_identifier(std::string_view text) {
  constexpr std::string_view letters = "ACEFGIJLMQSXdez";
  return text.size() > 2 && letters.find(text[0]) != std::string_view::npos && is_digit(text[1]);
}

}  // namespace

void WedgeReader::feed(WedgeKey key, std::int64_t monotonic_ns, std::vector<WedgeScan>& scans) {
  pass_time(monotonic_ns, scans);
  last_ns_ = monotonic_ns;
  if (key.motion == WedgeKey::Motion::repeat) return;
  const bool down = key.motion == WedgeKey::Motion::press;
  if (is_modifier(key.code, down, kLeftShift, kRightShift, shifts_)) return;
  if (is_modifier(key.code, down, kLeftControl, kRightControl, controls_)) return;
  if (is_modifier(key.code, down, kLeftAlt, kRightAlt, alts_)) {
    if (alts_ != 0 || !alt_code_) return;
    const unsigned code = *std::exchange(alt_code_, std::nullopt);
    return add(code <= kAltCodeMax ? static_cast<int>(code) : -1, scans);
  }
  if (down) press(key.code, scans);
}

void WedgeReader::press(std::uint16_t code, std::vector<WedgeScan>& scans) {
  if (code == kCapsLock) {
    caps_ = !caps_;
    return;
  }
  if (code == kNumLock) return;  // some send it around keypad digits
  if (is_terminator(code)) return end_scan(false, last_ns_, scans);
  if (settings_.gs_key == code) return add(0x1D, scans);
  if (alts_ != 0) {
    const auto digit = keypad_digit(code);
    if (!digit) return add(-1, scans);
    alt_code_ = std::min(alt_code_.value_or(0) * 10 + *digit, kAltCodeMax + 1);
    return;
  }
  const auto character = character_of(code, shifts_ != 0, caps_, settings_.layout);
  if (!character) return add(-1, scans);
  if (controls_ == 0) return add(*character, scans);
  // Control with @ A–Z [ \ ] ^ _ is 00 to 1F.
  const bool controllable = *character >= '@' && *character != 0x7F;
  const int control = controllable ? *character & 0x1F : -1;
  if (control == '\r' || control == '\n') return end_scan(false, last_ns_, scans);
  add(control, scans);
}

/// -1 stands for a key that has no character: the scan is no scan then.
void WedgeReader::add(int character, std::vector<WedgeScan>& scans) {
  if (discarding_) return;
  if (character < 0) return discard(ScanFault::bad_key, scans);
  if (data_.size() == settings_.max_bytes) return discard(ScanFault::too_long, scans);
  data_.push_back(static_cast<std::uint8_t>(character));
}

void WedgeReader::discard(ScanFault fault, std::vector<WedgeScan>& scans) {
  data_.clear();
  discarding_ = true;
  scans.push_back({{}, fault, false, last_ns_});
}

void WedgeReader::end_scan(bool by_silence, std::int64_t monotonic_ns, std::vector<WedgeScan>& scans) {
  if (!discarding_ && !data_.empty()) {
    if (by_silence && !settings_.idle_ends) {
      scans.push_back({{}, ScanFault::missing_terminator, true, monotonic_ns});
    } else {
      scans.push_back({std::move(data_), std::nullopt, by_silence, monotonic_ns});
    }
  }
  data_.clear();
  discarding_ = false;
  alt_code_.reset();
}

void WedgeReader::lose_keys(std::int64_t monotonic_ns, std::vector<WedgeScan>& scans) {
  pass_time(monotonic_ns, scans);
  last_ns_ = monotonic_ns;
  shifts_ = controls_ = alts_ = 0;
  alt_code_.reset();
  if (!discarding_) discard(ScanFault::events_lost, scans);
}

void WedgeReader::pass_time(std::int64_t monotonic_ns, std::vector<WedgeScan>& scans) {
  const auto deadline = deadline_ns();
  if (deadline && monotonic_ns >= *deadline) end_scan(true, *deadline, scans);
}

std::optional<std::int64_t> WedgeReader::deadline_ns() const {
  if (data_.empty() && !discarding_) return std::nullopt;
  return last_ns_ + std::chrono::nanoseconds{settings_.idle}.count();
}

void WedgeReader::reset() {
  data_.clear();
  discarding_ = false;
  shifts_ = controls_ = alts_ = 0;
  alt_code_.reset();
}

std::string_view name_of(KeyboardLayout layout) {
  return layout == KeyboardLayout::us ? "us" : "jis";
}

std::optional<KeyboardLayout> mismatched_layout(std::string_view text, KeyboardLayout layout) {
  const auto holds = [&](std::string_view piece) { return text.find(piece) != std::string_view::npos; };
  if (layout == KeyboardLayout::jis) {
    const bool us = (text.starts_with('[') && begins_as_identifier(text.substr(1))) || holds("https+//") ||
                    holds("http+//") || holds("HTTPS+//") || holds("HTTP+//");
    return us ? std::optional{KeyboardLayout::us} : std::nullopt;
  }
  const bool jis = (text.starts_with('\\') && begins_as_identifier(text.substr(1))) || holds("https'//") ||
                   holds("http'//") || holds("HTTPS'//") || holds("HTTP'//");
  return jis ? std::optional{KeyboardLayout::jis} : std::nullopt;
}

}  // namespace kazasu::drivers
