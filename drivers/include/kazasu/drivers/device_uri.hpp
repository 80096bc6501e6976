#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// `scheme:path?name=value&name=value`, as in `serial:/dev/ttyACM0?baud=115200`.
struct DeviceUri {
  std::string scheme;
  std::string path;
  std::map<std::string, std::string, std::less<>> parameters;
};

/// `configuration_invalid` says what is wrong. Which parameters there are is each driver's to check.
Result<DeviceUri> parse_device_uri(std::string_view uri);

}  // namespace kazasu::drivers
