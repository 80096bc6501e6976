#pragma once

#include <string>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/drivers/scan/wedge_keys.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {

struct EvdevSettings {
  std::string path;
  bool grab = true;
  WedgeSettings keys;
  ScanContentSettings content;
};

/// The parameters of evdev_scanner.hpp. Fails: `configuration_invalid`, naming parameter and allowed values.
Result<EvdevSettings> parse_evdev_settings(const DeviceUri& uri);

}  // namespace kazasu::drivers
