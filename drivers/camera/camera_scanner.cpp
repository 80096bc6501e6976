#include "kazasu/drivers/scanner/camera_scanner.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "camera/image_decoder.hpp"
#include "camera/pixel_format.hpp"
#include "camera/video_stream.hpp"
#include "scanner/scan_outlet.hpp"
#include "scanner/started_scanner.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 5> kParameters{"width", "height", "format", "repeat_ms", "helper"};
constexpr unsigned kSideMin = 160;
constexpr unsigned kSideMax = 4'096;
constexpr unsigned kRepeatMsMax = 10'000;
constexpr int kPauseFirstMs = 100;
constexpr int kPauseMaxMs = 1'000;
constexpr int kFrameTimeoutMs = 3'000;  // a camera that gives no frame for so long has gone
// 1280 x 720 takes some 0.1 s (scan.md, section 18), on a busy machine more; a picture of 64 megapixels in all views
// takes half a minute.
constexpr std::chrono::milliseconds kFrameDeadline{2'000};
constexpr std::chrono::milliseconds kPictureDeadline{60'000};
constexpr int kUnreadableFramesMax = 30;  // one second of a camera: then someone should know
// Dark screens are commoner than codes askew: every other look is an inverted or a turned one.
constexpr std::array kViews{FrameView::plain, FrameView::inverted, FrameView::plain,    FrameView::turned_30,
                            FrameView::plain, FrameView::inverted, FrameView::turned_60};

struct CameraSettings {
  VideoSettings video;
  std::string helper;
  std::chrono::milliseconds repeat{1'500};
};

Result<Picture> read_file(const std::filesystem::path& file) {
  const auto unreadable = [](const char* what) { return Error{ErrorCode::file_unreadable, what}; };
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed || size == 0 || size > kPictureBytesMax) return unreadable("it is no picture");
  std::ifstream stream{file, std::ios::binary};
  Picture picture{.coding = Picture::Coding::compressed, .bytes = Bytes(size)};
  if (!stream.read(reinterpret_cast<char*>(picture.bytes.data()), static_cast<std::streamsize>(size)))
    return unreadable("it cannot be opened");
  return picture;
}

/// One run of a camera, from `start` to `stop`. Everything happens on its thread.
class Run {
 public:
  Run(const std::string& uri, const CameraSettings& settings, Clock& clock, DeviceSink& sink)
      : settings_(settings),
        outlet_(uri, clock, sink, settings.repeat),
        stop_event_(::eventfd(0, EFD_CLOEXEC)),
        decoder_(settings.helper, stop_event_.get()) {}

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
    const auto status = std::filesystem::status(settings_.video.path, failed);
    return std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status);
  }

  void show_pictures() {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    if (std::filesystem::is_directory(settings_.video.path, failed)) {
      for (const auto& entry : std::filesystem::directory_iterator{settings_.video.path, failed})
        files.push_back(entry.path());
      std::sort(files.begin(), files.end());
    } else {
      files.emplace_back(settings_.video.path);
    }
    outlet_.ready();
    for (const auto& file : files) {
      if (stopping_) return;
      auto codes = codes_in(file);
      if (codes) {
        for (FoundCode& code : *codes) outlet_.scan(std::move(code.scan), outlet_.now_ns());
      } else if (codes.error().code != ErrorCode::cancelled) {
        outlet_.fault({codes.error().code, file.string() + ": " + codes.error().detail});
      }
    }
    outlet_.lost(settings_.video.path + ": there are no more pictures");
  }

  Result<std::vector<FoundCode>> codes_in(const std::filesystem::path& file) {
    const auto picture = read_file(file);
    if (!picture) return picture.error();
    return decoder_.find(*picture, FrameView::every, kPictureDeadline);
  }

  void watch() {
    int pause_ms = kPauseFirstMs;
    while (!stopping_) {
      auto stream = VideoStream::open(settings_.video);
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
        if (!stopping_)
          outlet_.lost(settings_.video.path + ": no frame for " + std::to_string(kFrameTimeoutMs) + " ms");
        return;
      }
      const auto picture = stream.next();
      if (!picture) return outlet_.lost(picture.error().detail);
      const std::int64_t now = outlet_.now_ns();
      auto codes = decoder_.find(*picture, kViews[frame % kViews.size()], kFrameDeadline);
      if (!codes) {
        take_trouble(codes.error());
        continue;
      }
      unreadable_frames_ = 0;
      decoder_pause_ms_ = kPauseFirstMs;
      decoder_told_ = false;
      for (FoundCode& code : *codes) {
        if (two_frames.accepts(code, now)) outlet_.scan(std::move(code.scan), now);
      }
    }
  }

  /// A frame that was damaged on its way is none; a helper that dies of one is told once, until frames are read again.
  void take_trouble(const Error& error) {
    if (error.code == ErrorCode::cancelled) return;
    if (error.code == ErrorCode::file_unreadable) {
      if (++unreadable_frames_ == kUnreadableFramesMax) outlet_.fault(error);
      return;
    }
    if (!std::exchange(decoder_told_, true)) outlet_.fault(error);
    (void)wait_for(-1, decoder_pause_ms_);
    decoder_pause_ms_ = std::min(decoder_pause_ms_ * 2, kPauseMaxMs);
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
  ImageDecoder decoder_;
  int unreadable_frames_ = 0;
  bool decoder_told_ = false;
  int decoder_pause_ms_ = kPauseFirstMs;
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
  settings.video.path = parsed->path;
  const auto helper = parsed->parameters.find("helper");
  settings.helper = helper != parsed->parameters.end()
                        ? helper->second
                        : helper_path("kazasu-camera-helper", KAZASU_CAMERA_HELPER_INSTALLED);
  UriReader reader{*parsed};
  reader.number("width", kSideMin, kSideMax, settings.video.width);
  reader.number("height", kSideMin, kSideMax, settings.video.height);
  std::array<std::pair<std::string_view, std::string>, kPixelFormats.size() + 1> formats{{{"auto", ""}}};
  for (std::size_t i = 0; i < kPixelFormats.size(); ++i)
    formats[i + 1] = {kPixelFormats[i].name, std::string{kPixelFormats[i].name}};
  reader.choice("format", formats, settings.video.format);
  reader.milliseconds("repeat_ms", 0, kRepeatMsMax, settings.repeat);
  if (reader.problem()) return *reader.problem();
  return std::unique_ptr<Scanner>{std::make_unique<StartedScanner<Run>>(
      std::string{uri}, [settings = std::move(settings), &clock](const std::string& name, DeviceSink& sink) {
        return std::make_unique<Run>(name, settings, clock, sink);
      })};
}

}  // namespace kazasu::drivers
