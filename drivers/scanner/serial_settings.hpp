#pragma once

#include <string>

#include "codec/scan_framer.hpp"
#include "kazasu/drivers/device_uri.hpp"

namespace kazasu::drivers {

enum class Parity { none, odd, even };

struct SerialSettings {
  std::string path;
  unsigned baud = 115'200;
  Parity parity = Parity::none;
  ScanFraming framing;
};

/// `configuration_invalid` names the parameter.
Result<SerialSettings> serial_settings(const DeviceUri& uri);

}  // namespace kazasu::drivers
