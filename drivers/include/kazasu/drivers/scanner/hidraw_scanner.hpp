#pragma once

#include <memory>
#include <string_view>

#include "kazasu/drivers/scanner/scan_trace.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A HID POS scanner (usage page 8C): `hidraw:/dev/hidraw0`. Fast, framed and free of keyboard layouts: the mode to
/// recommend. The layout of its reports is read from its descriptor.
///
/// Parameters: `redirect` (none, honeywell: tells a Honeywell imager, each time it is opened, to send scans here and
/// not to the keyboard; needs write access); `aim`, `payload`, `repeat_ms` as in serial_scanner.hpp; an identifier in a
/// report's own field counts as one. Posts what a serial scanner posts; a report that should continue a scan and does
/// not come within 500 ms makes it `scan_broken`. A device that reports no scans is `configuration_invalid`. Linux
/// gives access only by a udev rule, as in `KERNEL=="hidraw*", ATTRS{idVendor}=="0c2e", GROUP="plugdev", MODE="0660"`.
/// The device is locked (flock) against other programs that ask.
///
/// `hidraw:recording=FILE` reads a recording in a device's place, by the same code: what `hid-recorder` writes, or what
/// a flight recorder kept. The scanner is lost at its end.
///
/// `clock` outlives the scanner. Fails: `configuration_invalid`, naming the part of the URI.
Result<std::unique_ptr<Scanner>> open_hidraw_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace = {});

}  // namespace kazasu::drivers
