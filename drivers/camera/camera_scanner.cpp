#include "kazasu/drivers/scanner/camera_scanner.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "camera/code_finder.hpp"
#include "camera/video_stream.hpp"
#include "scanner/scan_outlet.hpp"
#include "scanner/started_scanner.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 3> kParameters{"width", "height", "repeat_ms"};
constexpr unsigned kSideMin = 160;
constexpr unsigned kSideMax = 4'096;
constexpr unsigned kRepeatMsMax = 10'000;
constexpr int kPauseFirstMs = 100;
constexpr int kPauseMaxMs = 1'000;
constexpr int kFrameTimeoutMs = 3'000;  // a camera that gives no frame for so long has gone
// Dark screens are commoner than codes askew: every other look is an inverted or a turned one.
constexpr std::array kViews{FrameView::plain, FrameView::inverted, FrameView::plain,    FrameView::turned_30,
                            FrameView::plain, FrameView::inverted, FrameView::turned_60};

struct CameraSettings {
  std::string path;
  unsigned width = 1'280;
  unsigned height = 720;
  std::chrono::milliseconds repeat{1'500};
};

/// One run of a camera, from `start` to `stop`. Everything happens on its thread.
class Run {
 public:
  Run(const std::string& uri, const CameraSettings& settings, Clock& clock, DeviceSink& sink)
      : settings_(settings), outlet_(uri, clock, sink, settings.repeat), stop_event_(::eventfd(0, EFD_CLOEXEC)) {}

  Result<void> start() {
    if (!stop_event_.ok()) return Error{ErrorCode::internal, "no descriptor for a camera"};
    try {
      thread_ = std::thread{[this] { is_picture() ? show_pictures() : watch(); }};
    } catch (const std::system_error& error) {
      return Error{ErrorCode::internal, std::string{"no thread for a camera: "} + error.what()};
    }
    return {};
  }

  void stop() {
    stopping_ = true;
    const std::uint64_t one = 1;
    (void)!::write(stop_event_.get(), &one, sizeof one);
    if (thread_.joinable()) thread_.join();
  }

 private:
  [[nodiscard]] bool is_picture() const {
    std::error_code failed;
    const auto status = std::filesystem::status(settings_.path, failed);
    return std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status);
  }

  void show_pictures() {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    if (std::filesystem::is_directory(settings_.path, failed)) {
      for (const auto& entry : std::filesystem::directory_iterator{settings_.path, failed})
        files.push_back(entry.path());
      std::sort(files.begin(), files.end());
    } else {
      files.emplace_back(settings_.path);
    }
    outlet_.ready();
    for (const auto& file : files) {
      if (stopping_) return;
      const auto image = read_image(file);
      if (!image) {
        outlet_.fault(image.error());
        continue;
      }
      for (FoundCode& code : find_codes_every_way(*image)) outlet_.scan(std::move(code.scan), outlet_.now_ns());
    }
  }

  void watch() {
    int pause_ms = kPauseFirstMs;
    while (!stopping_) {
      auto stream = VideoStream::open(settings_.path, settings_.width, settings_.height);
      if (stream) {
        pause_ms = kPauseFirstMs;
        outlet_.ready();
        watch(**stream);
      } else {
        outlet_.cannot_open(stream.error());
      }
      if (!stopping_) (void)wait_for(-1, pause_ms);
      pause_ms = std::min(pause_ms * 2, kPauseMaxMs);
    }
  }

  void watch(VideoStream& stream) {
    TwoFrames two_frames;
    for (std::size_t frame = 0; !stopping_; ++frame) {
      if (!wait_for(stream.descriptor(), kFrameTimeoutMs)) {
        if (!stopping_) outlet_.lost(settings_.path + ": no frame for " + std::to_string(kFrameTimeoutMs) + " ms");
        return;
      }
      const auto image = stream.next();
      if (!image) return outlet_.lost(image.error().detail);
      if (image->pixels.empty()) continue;
      const std::int64_t now = outlet_.now_ns();
      for (FoundCode& code : find_codes(*image, kViews[frame % kViews.size()])) {
        if (two_frames.accepts(code, now)) outlet_.scan(std::move(code.scan), now);
      }
    }
  }

  /// Whether `descriptor` can be read in time; false also when the run is over.
  [[nodiscard]] bool wait_for(int descriptor, int timeout_ms) const {
    std::array<pollfd, 2> wanted{pollfd{stop_event_.get(), POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
    if (::poll(wanted.data(), wanted.size(), timeout_ms) <= 0) return false;
    return !stopping_ && wanted[1].revents != 0;
  }

  const CameraSettings& settings_;
  ScanOutlet outlet_;
  FileDescriptor stop_event_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Scanner>> open_camera_scanner(std::string_view uri, Clock& clock) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "camera")
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a camera is \"camera\""};
  if (auto checked = check_parameters(*parsed, kParameters); !checked) return checked.error();
  if (!parsed->path.starts_with('/'))
    return Error{ErrorCode::configuration_invalid, "camera: the path is not absolute; write camera:/dev/video0"};
  CameraSettings settings;
  settings.path = parsed->path;
  UriReader reader{*parsed};
  reader.number("width", kSideMin, kSideMax, settings.width);
  reader.number("height", kSideMin, kSideMax, settings.height);
  reader.milliseconds("repeat_ms", 0, kRepeatMsMax, settings.repeat);
  if (reader.problem()) return *reader.problem();
  return std::unique_ptr<Scanner>{std::make_unique<StartedScanner<Run>>(
      std::string{uri}, [settings = std::move(settings), &clock](const std::string& name, DeviceSink& sink) {
        return std::make_unique<Run>(name, settings, clock, sink);
      })};
}

}  // namespace kazasu::drivers
