#include "kazasu/drivers/scanner/evdev_scanner.hpp"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>
#include <utility>

#include "scanner/descriptor_scanner.hpp"
#include "scanner/recorded_scanner.hpp"
#include "scanner/wedge_pipeline.hpp"
#include "scanner/wedge_uri.hpp"

namespace kazasu::drivers {
namespace {

constexpr int kGrabTries = 5;
constexpr std::chrono::milliseconds kGrabPause{10};

bool any_key_is_down(int descriptor) {
  std::array<std::uint8_t, KEY_MAX / 8 + 1> keys{};
  if (::ioctl(descriptor, EVIOCGKEY(keys.size()), keys.data()) < 0) return false;
  return std::any_of(keys.begin(), keys.end(), [](std::uint8_t bits) { return bits != 0; });
}

bool has_key(int descriptor, unsigned code) {
  std::array<std::uint8_t, KEY_MAX / 8 + 1> keys{};
  if (::ioctl(descriptor, EVIOCGBIT(EV_KEY, keys.size()), keys.data()) < 0) return false;
  return (keys[code / 8] >> (code % 8) & 1) != 0;
}

/// A key that is down when the device is grabbed stays down for everyone else for ever.
Result<void> grab(int descriptor, const std::string& path) {
  for (int tries = kGrabTries; any_key_is_down(descriptor); --tries) {
    if (tries == 0) return Error{ErrorCode::device_busy, path + ": a key is held down"};
    std::this_thread::sleep_for(kGrabPause);
  }
  if (::ioctl(descriptor, EVIOCGRAB, 1) != 0) return device_open_error(path, errno);
  return {};
}

Result<OpenedScanner> open_evdev(const EvdevSettings& settings) {
  FileDescriptor device{::open(settings.path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (!device.ok()) return device_open_error(settings.path, errno);
  int version = 0;
  if (::ioctl(device.get(), EVIOCGVERSION, &version) != 0 || !has_key(device.get(), KEY_1)) {
    return Error{ErrorCode::configuration_invalid,
                 settings.path + " is no keyboard; the scanner's is named …-event-kbd in /dev/input/by-id"};
  }
  if (settings.grab) {
    if (auto grabbed = grab(device.get(), settings.path); !grabbed) return grabbed.error();
  }
  int clock = CLOCK_MONOTONIC;
  if (::ioctl(device.get(), EVIOCSCLOCKID, &clock) != 0) return device_open_error(settings.path, errno);
  return OpenedScanner{std::move(device), std::make_unique<WedgePipeline>(settings.keys, settings.content), {}};
}

}  // namespace

Result<std::unique_ptr<Scanner>> open_evdev_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "evdev")
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a scanner that types is \"evdev\""};
  auto settings = parse_evdev_settings(*parsed);
  if (!settings) return settings.error();
  const auto repeat = settings->content.repeat;
  if (const auto file = recording_of(*parsed)) {
    return make_recorded_scanner(
        std::string{uri},
        [file = *file, settings = std::move(*settings)]() -> Result<OpenedRecording> {
          auto recording = read_event_recording(file);
          if (!recording) return recording.error();
          return OpenedRecording{std::move(*recording),
                                 std::make_unique<WedgePipeline>(settings.keys, settings.content)};
        },
        repeat, clock);
  }
  return make_descriptor_scanner(
      std::string{uri}, [settings = std::move(*settings)] { return open_evdev(settings); }, repeat,
      trace::ScanReads::input_events, trace, clock);
}

}  // namespace kazasu::drivers
