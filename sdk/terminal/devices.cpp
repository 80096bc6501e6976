#include "kazasu/terminal/devices.hpp"

#include <string>
#include <utility>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/scanner/camera_scanner.hpp"
#include "kazasu/drivers/scanner/evdev_scanner.hpp"
#include "kazasu/drivers/scanner/hidraw_scanner.hpp"
#include "kazasu/drivers/scanner/serial_scanner.hpp"
#include "kazasu/drivers/simulated/simulated_device.hpp"

namespace kazasu {
namespace {

template <class Device>
Result<std::unique_ptr<SensingDevice>> as_device(Result<std::unique_ptr<Device>> device) {
  if (!device) return device.error();
  return std::unique_ptr<SensingDevice>{std::move(*device)};
}

}  // namespace

Result<std::unique_ptr<SensingDevice>> open_device(std::string_view uri, Clock& clock, Entropy& entropy,
                                                   [[maybe_unused]] const DeviceOptions& options) {
  auto parsed = drivers::parse_device_uri(uri);
  if (!parsed) return parsed.error();
#ifdef KAZASU_WITH_PCSC
  if (parsed->scheme == "pcsc")
    return as_device(drivers::open_pcsc_reader(uri, clock, entropy, options.trace_directory));
#endif
#ifdef KAZASU_WITH_LIBNFC
  if (parsed->scheme == "libnfc")
    return as_device(drivers::open_libnfc_reader(uri, drivers::plan_polling(options.methods), clock, entropy,
                                                 options.trace_directory));
#endif
  const drivers::ScanTrace trace{options.trace_directory, options.trace_scans_whole};
  if (parsed->scheme == "serial") return as_device(drivers::open_serial_scanner(uri, clock, trace));
  if (parsed->scheme == "evdev") return as_device(drivers::open_evdev_scanner(uri, clock, trace));
  if (parsed->scheme == "hidraw") return as_device(drivers::open_hidraw_scanner(uri, clock, trace));
#ifdef KAZASU_WITH_CAMERA
  if (parsed->scheme == "camera") return as_device(drivers::open_camera_scanner(uri, clock));
#endif
  if (parsed->scheme == "simulated") return drivers::open_simulated_device(uri, clock, entropy);
  return Error{ErrorCode::unsupported,
               "there is no driver for \"" + parsed->scheme +
                   ":\" in this build; there are: pcsc, libnfc, serial, evdev, hidraw, camera, simulated"};
}

bool ends_by_itself(std::string_view uri) {
  const auto parsed = drivers::parse_device_uri(uri);
  if (!parsed) return false;
  if (parsed->path.starts_with("recording=")) return true;
  std::error_code none;
  const auto status = std::filesystem::status(parsed->path, none);
  return parsed->scheme == "camera" &&
         (std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status));
}

}  // namespace kazasu
