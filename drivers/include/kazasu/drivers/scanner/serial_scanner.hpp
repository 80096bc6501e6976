#pragma once

#include <memory>
#include <string_view>

#include "kazasu/drivers/scanner/scan_trace.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A scanner on a serial line or a USB one that looks like it: `serial:/dev/serial/by-id/…?baud=9600&terminator=cr`.
///
/// | parameter | values, the first by default |
/// | --- | --- |
/// | `baud` | 115200, or a standard speed from 1200 to 921600; USB ignores it |
/// | `data`, `parity`, `stop` | 8, 7 · none, odd, even · 1, 2 |
/// | `flow` | none, rtscts, xonxoff |
/// | `frames` | marks (terminator and prefix), length1, length2, length2le (prefix, then the data's length in 1 or 2
/// bytes, high byte first or, le, last), ssi (packets of Zebra's Simple Serial Interface, answered as they ask) |
/// | `terminator` | any (of CR LF, CR, LF), cr, lf, crlf, tab, etx, none (silence ends a scan), or 0x and hex digits |
/// | `prefix` | none, stx, or 0x and hex digits; STX drops what came before it in any case |
/// | `check` | none, xor: a byte behind the terminator, the XOR of all from behind the prefix (Denso's block check) |
/// | `idle_ms` | 100 (ssi: 200), or 10 to 5000: silence that breaks a scan, or ends it with terminator=none |
/// | `aim` | auto, true (a scan without AIM identifier is invalid), false (never split one off) |
/// | `payload` | text (other bytes are line noise), binary |
/// | `acknowledge` | false, true: ACK (06) to a whole frame, NAK (15) to a broken one, for scanners that wait for it |
/// | `on_open` | 0x and hex digits: sent when the line opens, as 0x16540D (SYN T CR), the trigger of Honeywell imagers
/// | | `repeat_ms` | 0, or up to 10000: an equal scan this soon after the last is the same one (presentation scanners)
/// |
///
/// Posts sightings with `ScanSighting` and, as notices: `ready` when the line is open; `failed` with
/// `device_not_found`, `device_permission`, `device_busy` or `configuration_invalid` once when it cannot be opened, and
/// again only when the reason changes; `lost` with `device_lost`; `failed` with `scan_broken`, `scan_too_long` or
/// `scan_invalid` for a scan that is none. A line that is lost or cannot be opened is tried again with pauses of 0.1 to
/// 1 second until it opens. What was scanned before the line was open is dropped. The line is taken for this process
/// alone (TIOCEXCL and flock).
///
/// `clock` outlives the scanner. Fails: `configuration_invalid`, naming the part of the URI.
Result<std::unique_ptr<Scanner>> open_serial_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace = {});

}  // namespace kazasu::drivers
