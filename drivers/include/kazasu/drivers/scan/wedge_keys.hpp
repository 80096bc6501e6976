#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// The keyboard layout that a keyboard-wedge scanner is set to.
enum class KeyboardLayout { us, jis };

/// One key as evdev reports it.
struct WedgeKey {
  enum class Motion { release = 0, press = 1, repeat = 2 };
  std::uint16_t code = 0;  ///< KEY_ code of linux/input-event-codes.h
  Motion motion = Motion::press;
};

/// A scan out of keys, or why it is none.
struct WedgeScan {
  Bytes data;
  std::optional<ScanFault> fault;  ///< events_lost, bad_key, missing_terminator, too_long
  bool ended_by_silence = false;
  std::int64_t monotonic_ns = 0;
};

struct WedgeSettings {
  KeyboardLayout layout = KeyboardLayout::us;
  std::chrono::milliseconds idle{500};  ///< silence after which a scan that has begun is over
  bool idle_ends = false;               ///< it is complete then; else broken
  std::optional<std::uint16_t> gs_key;  ///< a key that stands for GS, as F8 by a scanner's setting
  std::size_t max_bytes = 8'192;
};

/// Turns a scanner's keys back into scans. Enter, keypad Enter and Tab end one. Control with a key is a control
/// character; Alt with keypad digits the byte of that number. Only this device's own Caps Lock counts.
/// Pure: time comes in with the keys. After a fault the next whole scan is good again.
class WedgeReader {
 public:
  explicit WedgeReader(WedgeSettings settings) : settings_(settings) {}

  void feed(WedgeKey key, std::int64_t monotonic_ns, std::vector<WedgeScan>& scans);
  /// The kernel dropped keys (SYN_DROPPED): the scan under way is lost up to its Enter.
  void lose_keys(std::int64_t monotonic_ns, std::vector<WedgeScan>& scans);
  void pass_time(std::int64_t monotonic_ns, std::vector<WedgeScan>& scans);
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const;
  /// What has been read of the scan under way.
  [[nodiscard]] BytesView pending() const { return data_; }
  void reset();

 private:
  void press(std::uint16_t code, std::vector<WedgeScan>& scans);
  void add(int character, std::vector<WedgeScan>& scans);
  void discard(ScanFault fault, std::vector<WedgeScan>& scans);
  void end_scan(bool by_silence, std::int64_t monotonic_ns, std::vector<WedgeScan>& scans);

  WedgeSettings settings_;
  Bytes data_;
  bool discarding_ = false;                        ///< the fault has been told; the rest is passed over
  unsigned shifts_ = 0, controls_ = 0, alts_ = 0;  ///< a bit for each key that is down
  bool caps_ = false;
  std::optional<unsigned> alt_code_;
  std::int64_t last_ns_ = 0;
};

/// The layout that a scan was typed in, if it bears the signature of one other than `layout`: a scanner set to the US
/// layout read as JIS, or the reverse. Digits and letters are alike, so JAN codes never tell.
std::optional<KeyboardLayout> mismatched_layout(std::string_view text, KeyboardLayout layout);

/// `us`, `jis`
std::string_view name_of(KeyboardLayout layout);

}  // namespace kazasu::drivers
