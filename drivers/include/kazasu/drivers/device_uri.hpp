#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// `scheme:path?name=value&name=value`, as in `serial:/dev/ttyACM0?baud=9600` or `pcsc:ACS ACR122U*`.
struct DeviceUri {
  std::string scheme;                                          ///< a–z, then a–z, 0–9, _
  std::string path;                                            ///< percent-decoded; everything up to the first `?`
  std::map<std::string, std::string, std::less<>> parameters;  ///< values percent-decoded; names a–z, 0–9, _
};

/// Takes a URI apart. A `?`, `%` or `&` that belongs to a path or value is written %3F, %25, %26.
/// Fails: `configuration_invalid`, naming what is wrong; more than 1024 bytes are refused.
Result<DeviceUri> parse_device_uri(std::string_view uri);

/// Fails with `configuration_invalid` if `uri` has a parameter that is not among `known`, naming it and those there
/// are.
Result<void> check_parameters(const DeviceUri& uri, std::span<const std::string_view> known);

}  // namespace kazasu::drivers
