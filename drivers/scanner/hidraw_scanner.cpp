#include "kazasu/drivers/scanner/hidraw_scanner.hpp"

#include <fcntl.h>
#include <linux/hidraw.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "scanner/descriptor_scanner.hpp"
#include "scanner/hid_pos_pipeline.hpp"
#include "scanner/recorded_scanner.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 4> kParameters{"aim", "payload", "repeat_ms", "redirect"};

Result<HidPosLayout> layout_of(BytesView report_descriptor, const std::string& path) {
  auto layout = parse_hid_pos_descriptor(report_descriptor);
  if (!layout) {
    return Error{ErrorCode::configuration_invalid,
                 path + " is no HID POS scanner (" + layout.error().detail + "); set the scanner to USB HID POS"};
  }
  return layout;
}

Result<Bytes> read_report_descriptor(int descriptor, const std::string& path) {
  hidraw_report_descriptor report{};
  int size = 0;
  if (::ioctl(descriptor, HIDIOCGRDESCSIZE, &size) != 0) return device_open_error(path, errno);
  if (size <= 0 || size > HID_MAX_DESCRIPTOR_SIZE)
    return Error{ErrorCode::configuration_invalid, path + " has no report descriptor"};
  report.size = static_cast<__u32>(size);
  if (::ioctl(descriptor, HIDIOCGRDESC, &report) != 0) return device_open_error(path, errno);
  return Bytes{report.value, report.value + report.size};
}

/// Honeywell imagers (vendors 0C2E, 23D0; scan.md, section 16.2): feature report FE of 1 sends scans to HID POS instead
/// of to the keyboard.
Result<void> redirect_honeywell(int descriptor, const std::string& path) {
  std::array<std::uint8_t, 2> feature{0xFE, 0x01};
  if (::ioctl(descriptor, HIDIOCSFEATURE(feature.size()), feature.data()) >= 0) return {};
  const Error error = device_open_error(path, errno);
  return Error{error.code, error.detail + ": it does not take Honeywell's redirection to HID POS"};
}

Result<OpenedScanner> open_hidraw(const std::string& path, const ScanContentSettings& content, bool honeywell) {
  const int access = honeywell ? O_RDWR : O_RDONLY;
  FileDescriptor device{::open(path.c_str(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (!device.ok()) return device_open_error(path, errno);
  if (::flock(device.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{ErrorCode::device_busy, path + " is locked by another program"};
  auto report_descriptor = read_report_descriptor(device.get(), path);
  if (!report_descriptor) return report_descriptor.error();
  auto layout = layout_of(*report_descriptor, path);
  if (!layout) return layout.error();
  if (honeywell) {
    if (auto redirected = redirect_honeywell(device.get(), path); !redirected) return redirected.error();
  }
  return OpenedScanner{std::move(device), std::make_unique<HidPosPipeline>(*layout, content),
                       std::move(*report_descriptor)};
}

}  // namespace

Result<std::unique_ptr<Scanner>> open_hidraw_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "hidraw")
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a HID POS scanner is \"hidraw\""};
  if (auto checked = check_parameters(*parsed, kParameters); !checked) return checked.error();
  const auto file = recording_of(*parsed);
  if (!parsed->path.starts_with('/') && !file)
    return Error{ErrorCode::configuration_invalid, "hidraw: the path is not absolute; write hidraw:/dev/hidraw0"};
  ScanContentSettings content;
  UriReader reader{*parsed};
  read_content(reader, content);
  bool honeywell = false;
  reader.choice("redirect",
                std::array{std::pair{std::string_view{"none"}, false}, std::pair{std::string_view{"honeywell"}, true}},
                honeywell);
  if (reader.problem()) return *reader.problem();
  if (file) {
    return make_recorded_scanner(
        std::string{uri},
        [file = *file, content]() -> Result<OpenedRecording> {
          auto recording = read_report_recording(file);
          if (!recording) return recording.error();
          auto layout = layout_of(recording->report_descriptor, file.string());
          if (!layout) return layout.error();
          return OpenedRecording{std::move(*recording), std::make_unique<HidPosPipeline>(*layout, content)};
        },
        content.repeat, clock);
  }
  return make_descriptor_scanner(
      std::string{uri}, [path = parsed->path, content, honeywell] { return open_hidraw(path, content, honeywell); },
      content.repeat, trace::ScanReads::hid_reports, trace, clock);
}

}  // namespace kazasu::drivers
