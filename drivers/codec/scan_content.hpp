#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// Whether a scanner has been told to send AIM identifiers.
enum class AimMode {
  detect,    ///< split one off if it is there
  required,  ///< a scan without one is invalid
  none,      ///< never: a leading `]` is data
};

/// What a scan may hold.
enum class PayloadMode {
  text,    ///< text with the separators that codes use; anything else is line noise, a wrong speed or parity
  binary,  ///< any byte: for a line with STX and ETX
};

/// A framed scan as what the scanner saw. Fails: `scan_invalid`, with the fault.
Result<ScanSighting> read_scan(BytesView frame, AimMode aim, PayloadMode payload);

}  // namespace kazasu::drivers
