#pragma once

#include <string>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {

/// A serial line's electrical side.
struct SerialLineSettings {
  enum class Parity { none, odd, even };
  std::string path;
  unsigned baud = 115'200;
  unsigned data_bits = 8;
  Parity parity = Parity::none;
  unsigned stop_bits = 1;
  bool rts_cts = false;
};

struct SerialSettings {
  SerialLineSettings line;
  ScanFraming framing;
  ScanContentSettings content;
};

/// The parameters of serial_scanner.hpp. Fails: `configuration_invalid`, naming parameter and allowed values.
Result<SerialSettings> parse_serial_settings(const DeviceUri& uri);

}  // namespace kazasu::drivers
