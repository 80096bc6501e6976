#pragma once

#include <memory>
#include <string_view>

#include "kazasu/drivers/scanner/scan_trace.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A scanner that types like a keyboard (a wedge), read through evdev: `evdev:/dev/input/by-id/…-event-kbd?layout=jis`.
///
/// | parameter | values, the first by default |
/// | --- | --- |
/// | `layout` | us, jis: what the *scanner* is set to |
/// | `terminator` | key (Enter, keypad Enter or Tab), none (silence ends a scan) |
/// | `idle_ms` | 500, or 20 to 5000: silence that breaks a scan, or ends it with terminator=none |
/// | `gs` | control (Ctrl and ]), f8: the key that the scanner sends for GS |
/// | `grab` | true (nothing else gets the keys), false |
/// | `aim`, `payload`, `repeat_ms` | as in serial_scanner.hpp |
///
/// Posts what a serial scanner posts. A scan with the signature of another layout is `scan_invalid` with
/// layout_mismatch and says what to set. Keys that the kernel dropped make their scan `scan_broken`. The device is
/// grabbed when no key is down, so that scans never mix with typing. `device_busy`: another program has grabbed it.
/// Needs read access to /dev/input: the group `input`, or a udev rule.
///
/// `evdev:recording=FILE` reads a recording in a device's place, by the same code: what `evemu-record` writes, or what
/// a flight recorder kept. The scanner is lost at its end.
///
/// `clock` outlives the scanner. Fails: `configuration_invalid`, naming the part of the URI.
Result<std::unique_ptr<Scanner>> open_evdev_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace = {});

}  // namespace kazasu::drivers
