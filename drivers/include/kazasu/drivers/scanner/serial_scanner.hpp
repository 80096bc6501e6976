#pragma once

#include <memory>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"

namespace kazasu::drivers {

/// A scanner on a serial line or USB CDC port:
/// `serial:/dev/ttyACM0?baud=115200&parity=none&aim=true&prefix=&idle_ms=100&repeat_ms=0`.
/// It is opened exclusively; when it is unplugged it is opened again as soon as the path is back. `clock` outlives it.
Result<std::unique_ptr<Scanner>> open_serial_scanner(std::string_view uri, Clock& clock);

}  // namespace kazasu::drivers
